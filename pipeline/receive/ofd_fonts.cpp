// FreeType for outlines, fontconfig for what stands in for a font that the file only names.
#include "receive/ofd_fonts.hpp"

#include <fontconfig/fontconfig.h>
#include <freetype/freetype.h>
#include <freetype/ftoutln.h>
#include <ft2build.h>
#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <utility>

#include "receive/disk_file.hpp"
#include "receive/doors.hpp"

namespace claimpack::receive {

namespace {

constexpr std::int64_t font_bytes_max = 64 << 20;
constexpr int fonts_max = 200;  // embedded ones, of one page
constexpr int outline_points_max = 20000;

// Words in the names of the usual Chinese fonts, and the free font that looks most like each.
struct StandIn {
  const char* word;
  const char* family;
};
constexpr std::array<StandIn, 22> stand_ins = {
    {{"仿宋", "Noto Serif CJK SC"},    {"楷", "AR PL UKai CN"},        {"黑", "Noto Sans CJK SC"},
     {"宋", "Noto Serif CJK SC"},      {"明", "Noto Serif CJK SC"},    {"等线", "Noto Sans CJK SC"},
     {"微软", "Noto Sans CJK SC"},     {"圆", "Noto Sans CJK SC"},     {"fangsong", "Noto Serif CJK SC"},
     {"kai", "AR PL UKai CN"},         {"simhei", "Noto Sans CJK SC"}, {"yahei", "Noto Sans CJK SC"},
     {"dengxian", "Noto Sans CJK SC"}, {"heiti", "Noto Sans CJK SC"},  {"simsun", "Noto Serif CJK SC"},
     {"song", "Noto Serif CJK SC"},    {"ming", "Noto Serif CJK SC"},  {"courier", "Liberation Mono"},
     {"arial", "Liberation Sans"},     {"times", "Liberation Serif"},  {"calibri", "Carlito"},
     {"helvetica", "Liberation Sans"}}};
// Where the stand-in lacks a character.
constexpr std::array<const char*, 4> last_resorts = {"Noto Serif CJK SC", "Noto Sans CJK SC", "AR PL UKai CN", "DejaVu Sans"};

std::string lower_case(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
  return text;
}

struct FontPlace {
  std::string file;
  int index = 0;
};

// Nothing where fontconfig has no font at all.
FontPlace place_by_fontconfig(const std::vector<std::string>& families, bool bold, bool italic, bool fixed) {
  static std::mutex one_at_a_time;
  const std::lock_guard lock(one_at_a_time);
  FcPattern* pattern = FcPatternCreate();
  const auto text = [](const std::string& s) { return reinterpret_cast<const FcChar8*>(s.c_str()); };
  for (const auto& family : families)
    if (!family.empty()) FcPatternAddString(pattern, FC_FAMILY, text(family));
  FcPatternAddInteger(pattern, FC_WEIGHT, bold ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR);
  FcPatternAddInteger(pattern, FC_SLANT, italic ? FC_SLANT_ITALIC : FC_SLANT_ROMAN);
  if (fixed) FcPatternAddInteger(pattern, FC_SPACING, FC_MONO);
  FcPatternAddBool(pattern, FC_SCALABLE, FcTrue);
  FcPatternAddString(pattern, FC_LANG, text("zh-cn"));
  FcConfigSubstitute(nullptr, pattern, FcMatchPattern);
  FcDefaultSubstitute(pattern);
  FcResult result = FcResultNoMatch;
  FcPattern* found = FcFontMatch(nullptr, pattern, &result);
  FontPlace place;
  FcChar8* file = nullptr;
  if (found != nullptr && FcPatternGetString(found, FC_FILE, 0, &file) == FcResultMatch) {
    place.file = reinterpret_cast<const char*>(file);
    FcPatternGetInteger(found, FC_INDEX, 0, &place.index);
  }
  if (found != nullptr) FcPatternDestroy(found);
  FcPatternDestroy(pattern);
  return place;
}

std::vector<std::string> families_for(const OfdFont& font) {
  std::vector<std::string> families;
  const std::string said = lower_case(font.name + " " + font.family);
  for (const auto& each : stand_ins)
    if (said.find(each.word) != std::string::npos) {
      families.emplace_back(each.family);
      break;
    }
  for (const auto& name : {font.name, font.family})
    if (name.find('/') == std::string::npos) families.push_back(name);
  families.emplace_back(font.serif ? "Noto Serif CJK SC" : "Noto Sans CJK SC");
  return families;
}

// The glyph of a character in a font of the file: by Unicode, else as symbol fonts have it.
FT_UInt index_of(FT_Face face, char32_t character) {
  if (face->charmap == nullptr && face->num_charmaps > 0) FT_Set_Charmap(face, face->charmaps[0]);
  if (face->charmap == nullptr) return 0;
  if (const FT_UInt index = FT_Get_Char_Index(face, character)) return index;
  return character < 0x100 && face->charmap->encoding == FT_ENCODING_MS_SYMBOL ? FT_Get_Char_Index(face, 0xF000 + character) : 0;
}

}  // namespace

namespace {

struct MappedFont {
  const FT_Byte* bytes = nullptr;
  std::size_t count = 0;
};

// A font of the system, read through doors; mapped once and for good.
const MappedFont& mapped_font(const std::string& file) {
  static std::map<std::string, MappedFont> fonts;
  const auto [at, fresh] = fonts.try_emplace(file);
  if (!fresh || !doors()->fetch_font(file)) return at->second;
  const auto disk = DiskFile::open(file, file);
  if (!disk || disk.value().size() <= 0) return at->second;
  void* const mapped = ::mmap(nullptr, std::size_t(disk.value().size()), PROT_READ, MAP_PRIVATE, disk.value().fd(), 0);
  if (mapped != MAP_FAILED) at->second = {static_cast<const FT_Byte*>(mapped), std::size_t(disk.value().size())};
  doors()->take_back(file);
  return at->second;
}

}  // namespace

struct OfdFonts::Family {
  FT_Face own = nullptr;
  std::vector<FT_Face> stand_ins;  // the best first
  bool stand_in_bold = false, stand_in_italic = false, looked = false, opened = false;
  OfdFont font;
};

struct OfdFonts::Library {
  FT_Library handle = nullptr;
  std::map<std::string, Family> families;
  std::map<std::pair<std::string, int>, FT_Face> system;
  std::vector<FT_Face> faces;
  std::vector<std::vector<std::uint8_t>> embedded;  // bytes that faces read from

  Library() {
    if (FT_Init_FreeType(&handle) != 0) handle = nullptr;
  }
  ~Library() {
    for (FT_Face face : faces) FT_Done_Face(face);
    if (handle != nullptr) FT_Done_FreeType(handle);
  }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  FT_Face open_system(const FontPlace& place) {
    if (place.file.empty() || handle == nullptr) return nullptr;
    const auto [at, fresh] = system.try_emplace({place.file, place.index}, nullptr);
    if (fresh && open_file(place, at->second)) faces.push_back(at->second);
    return at->second;
  }
  bool open_file(const FontPlace& place, FT_Face& face) const {
    if (doors() == nullptr) return FT_New_Face(handle, place.file.c_str(), place.index & 0xFFFF, &face) == 0;
    const MappedFont& font = mapped_font(place.file);
    return font.bytes != nullptr && FT_New_Memory_Face(handle, font.bytes, FT_Long(font.count), place.index & 0xFFFF, &face) == 0;
  }
  FT_Face open_embedded(std::vector<std::uint8_t> bytes) {
    if (handle == nullptr || int(embedded.size()) >= fonts_max) return nullptr;
    embedded.push_back(std::move(bytes));
    FT_Face face = nullptr;
    if (FT_New_Memory_Face(handle, embedded.back().data(), FT_Long(embedded.back().size()), 0, &face) != 0) return nullptr;
    faces.push_back(face);
    return face;
  }
};

OfdFonts::OfdFonts(const OfdPackage& package, const OfdResources& resources)
    : package_(package), resources_(resources), library_(std::make_unique<Library>()) {}
OfdFonts::~OfdFonts() = default;

OfdFonts::Family& OfdFonts::family_of(const std::string& font_id) {
  Family& family = library_->families[font_id];
  if (std::exchange(family.opened, true)) return family;
  const auto found = resources_.fonts.find(font_id);
  if (found != resources_.fonts.end()) family.font = found->second;
  if (family.font.file.empty()) return family;
  auto bytes = package_.bytes(family.font.file, font_bytes_max);
  if (bytes) family.own = library_->open_embedded(std::move(bytes).value());
  return family;
}

FaceGlyph OfdFonts::glyph_of(const std::string& font_id, char32_t character, std::int64_t glyph, bool bold, bool italic) {
  Family& family = family_of(font_id);
  if (family.own != nullptr) {
    if (glyph >= 0 && glyph < family.own->num_glyphs) return {family.own, std::uint32_t(glyph), bold, italic};
    if (const FT_UInt index = index_of(family.own, character)) return {family.own, index, bold, italic};
  }
  bold |= family.font.bold, italic |= family.font.italic;
  if (!std::exchange(family.looked, true)) {
    const FontPlace first = place_by_fontconfig(families_for(family.font), bold, italic, family.font.fixed);
    if (FT_Face face = library_->open_system(first)) family.stand_ins.push_back(face);
    for (const char* name : last_resorts)
      if (FT_Face face = library_->open_system(place_by_fontconfig({name}, false, false, false)))
        family.stand_ins.push_back(face);
  }
  for (FT_Face face : family.stand_ins)
    if (const FT_UInt index = FT_Get_Char_Index(face, character))
      return {face, index, bold && (face->style_flags & FT_STYLE_FLAG_BOLD) == 0,
              italic && (face->style_flags & FT_STYLE_FLAG_ITALIC) == 0, true};
  return {};
}

double OfdFonts::advance_of(const FaceGlyph& glyph) const {
  auto* face = static_cast<FT_Face>(const_cast<void*>(glyph.face));
  if (face == nullptr || face->units_per_EM == 0) return 0;
  if (FT_Load_Glyph(face, glyph.glyph, FT_LOAD_NO_SCALE | FT_LOAD_NO_BITMAP) != 0) return 0;
  return std::clamp(double(face->glyph->metrics.horiAdvance) / face->units_per_EM, 0.0, 4.0);
}

namespace {

struct Pen {
  cairo_t* cairo = nullptr;
  double scale = 1;
  bool open = false;
  double x(const FT_Vector* v) const { return double(v->x) * scale; }
  double y(const FT_Vector* v) const { return -double(v->y) * scale; }
};

int move_pen(const FT_Vector* to, void* user) {
  auto& pen = *static_cast<Pen*>(user);
  if (std::exchange(pen.open, true)) cairo_close_path(pen.cairo);
  cairo_move_to(pen.cairo, pen.x(to), pen.y(to));
  return 0;
}

int line_pen(const FT_Vector* to, void* user) {
  auto& pen = *static_cast<Pen*>(user);
  cairo_line_to(pen.cairo, pen.x(to), pen.y(to));
  return 0;
}

int conic_pen(const FT_Vector* control, const FT_Vector* to, void* user) {
  auto& pen = *static_cast<Pen*>(user);
  double x0 = 0, y0 = 0;
  cairo_get_current_point(pen.cairo, &x0, &y0);
  const double cx = pen.x(control), cy = pen.y(control), x1 = pen.x(to), y1 = pen.y(to);
  cairo_curve_to(pen.cairo, x0 + (cx - x0) * 2 / 3, y0 + (cy - y0) * 2 / 3, x1 + (cx - x1) * 2 / 3, y1 + (cy - y1) * 2 / 3, x1,
                 y1);
  return 0;
}

int cubic_pen(const FT_Vector* first, const FT_Vector* second, const FT_Vector* to, void* user) {
  auto& pen = *static_cast<Pen*>(user);
  cairo_curve_to(pen.cairo, pen.x(first), pen.y(first), pen.x(second), pen.y(second), pen.x(to), pen.y(to));
  return 0;
}

}  // namespace

void OfdFonts::add_outline(cairo_t* cairo, const FaceGlyph& glyph) const {
  auto* face = static_cast<FT_Face>(const_cast<void*>(glyph.face));
  if (face == nullptr || face->units_per_EM == 0) return;
  if (FT_Load_Glyph(face, glyph.glyph, FT_LOAD_NO_SCALE | FT_LOAD_NO_BITMAP) != 0) return;
  if (face->glyph->format != FT_GLYPH_FORMAT_OUTLINE || face->glyph->outline.n_points > outline_points_max) return;
  Pen pen{cairo, 1.0 / face->units_per_EM, false};
  const FT_Outline_Funcs functions = {move_pen, line_pen, conic_pen, cubic_pen, 0, 0};
  FT_Outline_Decompose(&face->glyph->outline, &functions, &pen);
  if (pen.open) cairo_close_path(cairo);
}

}  // namespace claimpack::receive
