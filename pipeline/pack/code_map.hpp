// CMaps, as a PDF's fonts have them: from the codes of its text to Unicode, or to a font's own numbers (Adobe TN 5014, 5411).
#pragma once

#include <string>

namespace claimpack::pack {

std::string hex4(unsigned code);
std::string utf16_hex(const std::string& utf8);  // four digits a unit, without a byte order mark

// Codes of two bytes. At most a hundred entries stand in a block.
class CodeMap {
 public:
  // Codes from..to stand for the characters `first_text` and on. A range may not go over the border of its first byte.
  void range_to_text(unsigned from, unsigned to, const std::string& first_text) {
    add("bfrange", hex_pair(from, to) + "<" + first_text + ">");
  }
  void to_text(unsigned code, const std::string& text) { add("bfchar", "<" + hex4(code) + "> <" + text + ">"); }
  void to_cid(unsigned code, unsigned cid) { add("cidchar", "<" + hex4(code) + "> " + std::to_string(cid)); }
  // The stream's bytes. `ordering`: "UCS" for text, "Identity" for numbers of glyphs.
  std::string finish(const std::string& ordering, const std::string& name);

 private:
  static std::string hex_pair(unsigned from, unsigned to) { return "<" + hex4(from) + "> <" + hex4(to) + "> "; }
  void add(const std::string& kind, const std::string& entry);
  void end_block();
  std::string blocks_, block_, kind_;
  int entries_ = 0;
};

}  // namespace claimpack::pack
