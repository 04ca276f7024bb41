#include "pack/page_canvas.hpp"

#include <fontconfig/fontconfig.h>
#include <hb.h>
#include <pango/pangofc-font.h>

#include <algorithm>
#include <cmath>

#include "pack/code_map.hpp"
#include "pack/scan_pages.hpp"

namespace claimpack::pack {
namespace {

// Fontconfig asks for it where a family has no bold face of its own.
bool is_emboldened(PangoFont* font) {
  FcBool bold = FcFalse;
  return PANGO_IS_FC_FONT(font) &&
         FcPatternGetBool(pango_fc_font_get_pattern(PANGO_FC_FONT(font)), FC_EMBOLDEN, 0, &bold) == FcResultMatch && bold;
}

Rgb colour_of(const PangoItem& item, Rgb colour) {
  for (const GSList* each = item.analysis.extra_attrs; each; each = each->next) {
    const auto* attribute = static_cast<const PangoAttribute*>(each->data);
    if (attribute->klass->type != PANGO_ATTR_FOREGROUND) continue;
    const PangoColor& said = reinterpret_cast<const PangoAttrColor*>(attribute)->color;
    colour = {said.red / 65535.0, said.green / 65535.0, said.blue / 65535.0};
  }
  return colour;
}

}  // namespace

// The glyphs of one font, one after the other, as operators of one text object.
class PageCanvas::Run {
 public:
  Run(DrawnPages::UsedFont& font, std::size_t number_of_font, PangoFont* pango, double x, double y)
      : font_(font), number_(number_of_font), x_(x), y_(y) {
    int scale_x = 0, scale_y = 0;
    hb_font_get_scale(pango_font_get_hb_font(pango), &scale_x, &scale_y);
    size_ = scale_x / double(PANGO_SCALE);
    bold_ = is_emboldened(pango);
  }

  std::string write(const PangoGlyphString& glyphs, const std::string& text) {
    for (int first = 0, end = 0; first < glyphs.num_glyphs; first = end) {
      while (end < glyphs.num_glyphs && glyphs.log_clusters[end] == glyphs.log_clusters[first]) ++end;
      cluster(glyphs, first, end, text_of(glyphs, first, text));
    }
    flush();
    return std::move(out_);
  }

 private:
  // Text runs on to the next cluster, in the order of the text.
  static std::string text_of(const PangoGlyphString& glyphs, int first, const std::string& text) {
    const int begin = glyphs.log_clusters[first];
    int end = static_cast<int>(text.size());
    for (int i = 0; i < glyphs.num_glyphs; ++i)
      if (glyphs.log_clusters[i] > begin) end = std::min(end, glyphs.log_clusters[i]);
    return text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
  }

  // By the font's own map, unless it says another text elsewhere; what stands for nothing need not be said.
  bool says_itself(PangoGlyph glyph, const std::string& text) {
    if (glyph == PANGO_GLYPH_EMPTY) return true;
    if ((glyph & PANGO_GLYPH_UNKNOWN_FLAG) || font_.face->outlines() == FontFace::Outlines::paths) return false;
    return font_.glyphs.emplace(glyph, text).first->second == text;
  }

  // Where the glyphs cannot say their text, the place says it.
  void cluster(const PangoGlyphString& glyphs, int first, int end, const std::string& text) {
    const bool said = end - first == 1 && says_itself(glyphs.glyphs[first].glyph, text);
    if (!said) {
      flush();
      out_ += "/Span << /ActualText <FEFF" + utf16_hex(text) + "> >> BDC\n";
    }
    for (int i = first; i < end; ++i) show(glyphs.glyphs[i]);
    if (!said) {
      flush();
      out_ += "EMC\n";
    }
  }

  void show(const PangoGlyphInfo& info) {
    const double x = x_ + info.geometry.x_offset / double(PANGO_SCALE), y = y_ - info.geometry.y_offset / double(PANGO_SCALE);
    const double width = info.geometry.width / double(PANGO_SCALE);
    if (info.glyph & PANGO_GLYPH_UNKNOWN_FLAG) box(x, width);
    else if (info.glyph != PANGO_GLYPH_EMPTY && font_.face->outlines() == FontFace::Outlines::paths) path(info.glyph, x, y);
    else if (info.glyph != PANGO_GLYPH_EMPTY) code(info.glyph, x, y);
    x_ += width;
  }

  void code(PangoGlyph glyph, double x, double y) {
    font_.glyphs.emplace(glyph, "");
    if (y != line_y_) flush();
    if (codes_.empty()) {
      start_x_ = x;
      line_y_ = y;
      pen_ = 0;
    }
    // Where the pen is, in thousandths of the size, and where it should be.
    const double off = std::round(pen_ - (x - start_x_) / size_ * 1000);
    if (off != 0) {
      if (!codes_.empty()) shown_ += "<" + codes_ + ">";
      shown_ += number(off);
      codes_.clear();
      pen_ -= off;
    }
    codes_ += hex4(glyph);
    pen_ += font_.face->advance(glyph);
  }

  void flush() {
    if (codes_.empty()) return;
    out_ += "BT /F" + std::to_string(number_) + " " + number(size_) + " Tf " +
            (bold_ ? "2 Tr " + number(size_ / 30) + " w " : "") + "1 0 0 1 " + number(start_x_) + " " + number(line_y_) +
            " Tm [" + shown_ + "<" + codes_ + ">] TJ" + (bold_ ? " 0 Tr" : "") + " ET\n";
    shown_.clear();
    codes_.clear();
  }

  void path(PangoGlyph glyph, double x, double y) {
    const std::string outline = font_.face->path(glyph, size_ / 1000);
    if (!outline.empty()) out_ += "q 1 0 0 1 " + number(x) + " " + number(y) + " cm\n" + outline + "f Q\n";
  }

  // For a character that no font has.
  void box(double x, double width) {
    flush();
    out_ += number(size_ / 20) + " w " + number(x + width * 0.1) + " " + number(y_) + " " + number(width * 0.8) + " " +
            number(size_ * 0.75) + " re S\n";
  }

  DrawnPages::UsedFont& font_;
  std::size_t number_;
  double x_, y_, size_ = 1;
  bool bold_ = false;
  double start_x_ = 0, line_y_ = 0, pen_ = 0;
  std::string out_, shown_, codes_;
};

PageCanvas::PageCanvas(double width, double height) {
  drawn_.width = width;
  drawn_.height = height;
}

void PageCanvas::add(std::initializer_list<double> values, const char* name) {
  for (const double each : values) page_ += number(each) + " ";
  page_ += name;
}

void PageCanvas::colour(Rgb colour, const char* name) { add({colour.r, colour.g, colour.b}, name); }

void PageCanvas::fill(const std::vector<Rectangle>& rectangles, Rgb ink) {
  colour(ink, "rg ");
  for (const Rectangle& each : rectangles) add({each.x, drawn_.height - each.y - each.height, each.width, each.height}, "re ");
  page_ += "f\n";
}

void PageCanvas::line(double x0, double y0, double x1, double y1, double width, Rgb ink, double dash, double gap) {
  if (dash > 0) page_ += "q [" + number(dash) + " " + number(gap) + "] 0 d ";
  colour(ink, "RG ");
  add({width}, "w ");
  add({x0, drawn_.height - y0}, "m ");
  add({x1, drawn_.height - y1}, "l S");
  page_ += dash > 0 ? " Q\n" : "\n";
}

std::size_t PageCanvas::font_of(PangoFont* font) {
  hb_face_t* face = hb_font_get_face(pango_font_get_hb_font(font));
  const auto known = std::find(faces_.begin(), faces_.end(), face);
  if (known != faces_.end()) return static_cast<std::size_t>(known - faces_.begin());
  drawn_.fonts.push_back({std::make_shared<FontFace>(face), {}});  // which keeps the face, so that no other comes to its address
  faces_.push_back(face);
  return faces_.size() - 1;
}

void PageCanvas::text(PangoLayoutLine* line, double x, double y, Rgb ink) {
  const char* whole = pango_layout_get_text(line->layout);
  for (const GSList* each = line->runs; each; each = each->next) {
    const auto* run = static_cast<const PangoLayoutRun*>(each->data);
    const PangoItem& item = *run->item;
    const Rgb own = colour_of(item, ink);
    colour(own, "rg ");
    colour(own, "RG\n");
    const std::size_t font = font_of(item.analysis.font);
    Run writer(drawn_.fonts[font], font, item.analysis.font, x, drawn_.height - y);
    page_ += writer.write(*run->glyphs, std::string(whole + item.offset, static_cast<std::size_t>(item.length)));
    x += pango_glyph_string_get_width(run->glyphs) / double(PANGO_SCALE);
  }
}

void PageCanvas::picture(const SealImage& image, double x, double y, double width, double height) {
  page_ += "q ";
  add({width, 0, 0, height, x, drawn_.height - y - height}, "cm ");
  page_ += "/I" + std::to_string(drawn_.images.size()) + " Do Q\n";
  drawn_.images.push_back(image);
}

void PageCanvas::end_page() {
  drawn_.pages.push_back(std::move(page_));
  page_.clear();
}

DrawnPages PageCanvas::finish() { return std::move(drawn_); }

}  // namespace claimpack::pack
