# SPDX-License-Identifier: GPL-3.0-or-later
# cmake -DPAGE=... -DBUNDLE=... -DOUT=... -P embed.cmake: the parts of the page as bytes.
set(text "#include \"output/report/part.h\"\n")
foreach(part "messages ${PAGE}/messages.json" "style ${PAGE}/page.css" "scripts ${BUNDLE}")
  string(FIND "${part}" " " blank)
  string(SUBSTRING "${part}" 0 ${blank} name)
  math(EXPR blank "${blank} + 1")
  string(SUBSTRING "${part}" ${blank} -1 file)
  file(READ "${file}" bytes HEX)
  string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
  string(APPEND text "static const unsigned char ${name}[] = {${bytes}0};\n"
    "const char *const stabil_report_${name} = (const char *)${name};\n")
endforeach()
file(WRITE "${OUT}" "${text}")
