// Fonts of an OFD as outlines: its own, else what fontconfig has in their place. For one page, one thread.
#pragma once

#include <cairo.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "receive/ofd_document.hpp"

namespace claimpack::receive {

// A glyph of a face; both null where nobody has the character.
struct FaceGlyph {
  const void* face = nullptr;  // FT_Face
  std::uint32_t glyph = 0;
  bool synthetic_bold = false, synthetic_slant = false;
  bool stands_in = false;  // of another font than the one that the file names
};

class OfdFonts {
 public:
  OfdFonts(const OfdPackage& package, const OfdResources& resources);
  ~OfdFonts();
  OfdFonts(const OfdFonts&) = delete;
  OfdFonts& operator=(const OfdFonts&) = delete;

  // `glyph` below 0: by the character. A glyph's number counts only in the OFD's own font.
  FaceGlyph glyph_of(const std::string& font_id, char32_t character, std::int64_t glyph, bool bold, bool italic);
  // In ems; 0 where unknown.
  double advance_of(const FaceGlyph& glyph) const;
  // Adds the outline to the path of `cairo`, whose space is ems with y down and the origin on the baseline.
  void add_outline(cairo_t* cairo, const FaceGlyph& glyph) const;

 private:
  struct Library;
  struct Family;
  Family& family_of(const std::string& font_id);
  const OfdPackage& package_;
  const OfdResources& resources_;
  std::unique_ptr<Library> library_;
};

}  // namespace claimpack::receive
