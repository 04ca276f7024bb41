// One face of a font file: what a PDF must know of it, and the part of it that a PDF takes in. HarfBuzz cuts it out.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <string>
#include <vector>

struct hb_face_t;
struct hb_font_t;

namespace claimpack::pack {

class FontFace {
 public:
  // How its outlines come into a file. `paths`: no part of the file can be taken (a variable font, one of bitmaps), its glyphs
  // are drawn as figures.
  enum class Outlines { cff, truetype, paths };

  explicit FontFace(hb_face_t* face);
  ~FontFace();
  FontFace(const FontFace&) = delete;
  FontFace& operator=(const FontFace&) = delete;

  Outlines outlines() const { return outlines_; }
  const std::string& name() const { return name_; }  // PostScript's, without a subset's tag
  // Thousandths of the font's size, as PDF counts.
  double advance(unsigned glyph) const;
  double ascent() const { return ascent_; }
  double descent() const { return descent_; }                // negative
  const std::array<double, 4>& box() const { return box_; }  // left, bottom, right, top
  std::string path(unsigned glyph, double scale) const;      // operators that draw it, scale points a thousandth

  struct Subset {
    std::string file;                  // a bare CFF, or a TrueType file
    std::map<unsigned, unsigned> cid;  // by which the file calls each glyph
  };
  // Only these glyphs, and the one for what is missing. Throws std::runtime_error where the font is damaged; not for `paths`.
  Subset subset(const std::vector<unsigned>& glyphs) const;

 private:
  hb_face_t* face_;
  hb_font_t* font_;
  Outlines outlines_ = Outlines::paths;
  std::string name_;
  double to_thousandths_ = 1, ascent_ = 880, descent_ = -120;
  std::array<double, 4> box_{};
};

}  // namespace claimpack::pack
