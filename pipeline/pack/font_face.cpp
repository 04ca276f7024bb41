#include "pack/font_face.hpp"

#include <freetype/freetype.h>
#include <freetype/ftcid.h>
#include <hb-ot.h>
#include <hb-subset.h>

#include <cctype>
#include <stdexcept>

#include "pack/scan_pages.hpp"

namespace claimpack::pack {
namespace {

struct HarfbuzzDelete {
  void operator()(hb_blob_t* blob) const { hb_blob_destroy(blob); }
  void operator()(hb_face_t* face) const { hb_face_destroy(face); }
  void operator()(hb_subset_input_t* input) const { hb_subset_input_destroy(input); }
  void operator()(hb_subset_plan_t* plan) const { hb_subset_plan_destroy(plan); }
};
template <class T>
using Owned = std::unique_ptr<T, HarfbuzzDelete>;
using Blob = Owned<hb_blob_t>;

Blob table(hb_face_t* face, const char* tag) { return Blob(hb_face_reference_table(face, hb_tag_from_string(tag, 4))); }

std::string bytes_of(hb_blob_t* blob) {
  unsigned length = 0;
  const char* data = hb_blob_get_data(blob, &length);
  return {data, length};
}

int int16_at(const std::string& bytes, std::size_t at) {
  return static_cast<std::int16_t>(static_cast<unsigned char>(bytes[at]) << 8 | static_cast<unsigned char>(bytes[at + 1]));
}

// Letters, digits and hyphens, which a PDF's name takes as they are.
std::string postscript_name(hb_face_t* face) {
  char text[128];
  unsigned size = sizeof text;
  hb_ot_name_get_utf8(face, HB_OT_NAME_ID_POSTSCRIPT_NAME, HB_LANGUAGE_INVALID, &size, text);
  std::string name;
  for (const char c : std::string(text, size))
    if (std::isalnum(static_cast<unsigned char>(c)) || c == '-') name += c;
  return name.empty() ? "Font" : name;
}

// The operators of a glyph's outline; PDF knows cubic curves only.
struct Pen {
  double scale;
  std::string operators;
  double x = 0, y = 0;

  // The last of the points is where the pen is then.
  void draw(std::initializer_list<double> points, const char* name) {
    for (const double each : points) operators += number(each * scale) + " ";
    operators += name;
    x = points.end()[-2], y = points.end()[-1];
  }
};

hb_draw_funcs_t* pen_functions() {
  static hb_draw_funcs_t* const functions = [] {
    hb_draw_funcs_t* made = hb_draw_funcs_create();
    hb_draw_funcs_set_move_to_func(
        made,
        [](hb_draw_funcs_t*, void* pen, hb_draw_state_t*, float x, float y, void*) {
          static_cast<Pen*>(pen)->draw({x, y}, "m\n");
        },
        nullptr, nullptr);
    hb_draw_funcs_set_line_to_func(
        made,
        [](hb_draw_funcs_t*, void* pen, hb_draw_state_t*, float x, float y, void*) {
          static_cast<Pen*>(pen)->draw({x, y}, "l\n");
        },
        nullptr, nullptr);
    hb_draw_funcs_set_quadratic_to_func(
        made,
        [](hb_draw_funcs_t*, void* data, hb_draw_state_t*, float cx, float cy, float x, float y, void*) {
          auto& pen = *static_cast<Pen*>(data);
          pen.draw({(pen.x + 2 * cx) / 3, (pen.y + 2 * cy) / 3, (x + 2 * cx) / 3, (y + 2 * cy) / 3, x, y}, "c\n");
        },
        nullptr, nullptr);
    hb_draw_funcs_set_cubic_to_func(
        made,
        [](hb_draw_funcs_t*, void* pen, hb_draw_state_t*, float ax, float ay, float bx, float by, float x, float y, void*) {
          static_cast<Pen*>(pen)->draw({ax, ay, bx, by, x, y}, "c\n");
        },
        nullptr, nullptr);
    hb_draw_funcs_set_close_path_func(
        made, [](hb_draw_funcs_t*, void* pen, hb_draw_state_t*, void*) { static_cast<Pen*>(pen)->operators += "h\n"; }, nullptr,
        nullptr);
    hb_draw_funcs_make_immutable(made);
    return made;
  }();
  return functions;
}

// A CFF that is keyed by CIDs calls its glyphs by them, any other font by their places. `font` is the subset as an OpenType file.
std::vector<unsigned> cids_of(const std::string& font, unsigned count) {
  std::vector<unsigned> cids(count);
  for (unsigned i = 0; i < count; ++i) cids[i] = i;
  FT_Library library = nullptr;
  if (FT_Init_FreeType(&library) != 0) throw std::runtime_error("FreeType does not start");
  FT_Face face = nullptr;
  const bool opened = FT_New_Memory_Face(library, reinterpret_cast<const FT_Byte*>(font.data()),
                                         static_cast<FT_Long>(font.size()), 0, &face) == 0;
  FT_Bool keyed = 0;
  if (opened && FT_Get_CID_Is_Internally_CID_Keyed(face, &keyed) == 0 && keyed)
    for (unsigned i = 0; i < count; ++i) {
      FT_UInt cid = 0;
      if (FT_Get_CID_From_Glyph_Index(face, i, &cid) == 0) cids[i] = cid;
    }
  FT_Done_FreeType(library);  // and the face
  if (!opened) throw std::runtime_error("a font's subset cannot be opened");
  return cids;
}

}  // namespace

FontFace::FontFace(hb_face_t* face) : face_(hb_face_reference(face)), font_(hb_font_create(face)), name_(postscript_name(face)) {
  if (!hb_ot_var_has_data(face)) {
    if (hb_blob_get_length(table(face, "CFF ").get()) > 0) outlines_ = Outlines::cff;
    else if (hb_blob_get_length(table(face, "glyf").get()) > 0) outlines_ = Outlines::truetype;
  }
  to_thousandths_ = 1000.0 / hb_face_get_upem(face);
  hb_font_extents_t extents;
  if (hb_font_get_h_extents(font_, &extents)) {
    ascent_ = extents.ascender * to_thousandths_;
    descent_ = extents.descender * to_thousandths_;
  }
  box_ = {0, descent_, 1000, ascent_};
  if (const std::string head = bytes_of(table(face, "head").get()); head.size() >= 44)
    for (std::size_t i = 0; i < 4; ++i) box_[i] = int16_at(head, 36 + 2 * i) * to_thousandths_;
}

FontFace::~FontFace() {
  hb_font_destroy(font_);
  hb_face_destroy(face_);
}

double FontFace::advance(unsigned glyph) const { return hb_font_get_glyph_h_advance(font_, glyph) * to_thousandths_; }

std::string FontFace::path(unsigned glyph, double scale) const {
  Pen pen{scale * to_thousandths_, "", 0, 0};
#if HB_VERSION_ATLEAST(7, 0, 0)
  hb_font_draw_glyph(font_, glyph, pen_functions(), &pen);
#else
  hb_font_get_glyph_shape(font_, glyph, pen_functions(), &pen);
#endif
  return pen.operators;
}

FontFace::Subset FontFace::subset(const std::vector<unsigned>& glyphs) const {
  const Owned<hb_subset_input_t> input(hb_subset_input_create_or_fail());
  if (!input) throw std::bad_alloc();
  hb_set_t* kept = hb_subset_input_glyph_set(input.get());
  for (const unsigned glyph : glyphs) hb_set_add(kept, glyph);
  // What only lays out text or names glyphs: a PDF shows them by number, where it says.
  hb_set_t* dropped = hb_subset_input_set(input.get(), HB_SUBSET_SETS_DROP_TABLE_TAG);
  for (const char* tag : {"GSUB", "GPOS", "GDEF", "BASE", "JSTF", "MATH", "kern", "vhea", "vmtx", "VORG", "cmap", "name", "OS/2",
                          "post", "DSIG", "gasp", "hdmx", "VDMX", "LTSH", "PCLT", "SVG ", "COLR", "CPAL", "CBDT", "CBLC"})
    hb_set_add(dropped, hb_tag_from_string(tag, 4));
  // Outlines without their common parts pack better than with them, and stand on nothing that could be left out.
  hb_subset_input_set_flags(input.get(), HB_SUBSET_FLAGS_DESUBROUTINIZE);
  const Owned<hb_subset_plan_t> plan(hb_subset_plan_create_or_fail(face_, input.get()));
  const Owned<hb_face_t> cut(plan ? hb_subset_plan_execute_or_fail(plan.get()) : nullptr);
  if (!cut) throw std::runtime_error("the font " + name_ + " cannot be cut");
  const std::string whole = bytes_of(Blob(hb_face_reference_blob(cut.get())).get());
  const std::vector<unsigned> cids = cids_of(whole, hb_face_get_glyph_count(cut.get()));
  Subset subset;
  const hb_map_t* places = hb_subset_plan_old_to_new_glyph_mapping(plan.get());
  for (const unsigned glyph : glyphs) {
    const unsigned place = hb_map_get(places, glyph);
    if (place >= cids.size()) throw std::runtime_error("the font " + name_ + " was cut badly");
    subset.cid[glyph] = cids[place];
  }
  subset.file = outlines_ == Outlines::cff ? bytes_of(table(cut.get(), "CFF ").get()) : whole;
  return subset;
}

}  // namespace claimpack::pack
