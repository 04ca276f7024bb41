#include "pack/code_map.hpp"

#include <cstdio>

#include "core/text.hpp"

namespace claimpack::pack {

std::string hex4(unsigned code) {
  char text[16];
  std::snprintf(text, sizeof text, "%04X", code);
  return text;
}

std::string utf16_hex(const std::string& utf8) {
  std::string hex;
  for (char32_t c : core::to_u32(utf8)) {
    const auto code = static_cast<unsigned>(c);
    hex += code > 0xffff ? hex4(0xd800 + ((code - 0x10000) >> 10)) + hex4(0xdc00 + ((code - 0x10000) & 0x3ff)) : hex4(code);
  }
  return hex;
}

void CodeMap::end_block() {
  if (entries_ > 0) blocks_ += std::to_string(entries_) + " begin" + kind_ + "\n" + block_ + "end" + kind_ + "\n";
  block_.clear();
  entries_ = 0;
}

void CodeMap::add(const std::string& kind, const std::string& entry) {
  if (kind != kind_ || entries_ == 100) end_block();
  kind_ = kind;
  block_ += entry + "\n";
  ++entries_;
}

std::string CodeMap::finish(const std::string& ordering, const std::string& name) {
  end_block();
  return "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
         "/CIDSystemInfo << /Registry (Adobe) /Ordering (" +
         ordering + ") /Supplement 0 >> def\n/CMapName /" + name + " def\n/CMapType " + (ordering == "UCS" ? "2" : "1") +
         " def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n" + blocks_ +
         "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n";
}

}  // namespace claimpack::pack
