// Pages that the program draws itself, before a file takes them in: operators of PDF, and the fonts and pictures they name.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "pack/font_face.hpp"
#include "pack/seal_image.hpp"

namespace claimpack::pack {

struct Rgb {
  double r = 0, g = 0, b = 0;
};

struct DrawnPages {
  struct UsedFont {
    std::shared_ptr<const FontFace> face;
    std::map<unsigned, std::string> glyphs;  // what each glyph says, UTF-8; it is shown by its number, in two bytes
  };
  double width = 0, height = 0;    // points
  std::vector<std::string> pages;  // the operators of each
  std::vector<UsedFont> fonts;     // /F0, /F1 …
  std::vector<SealImage> images;   // /I0, /I1 …
};

}  // namespace claimpack::pack
