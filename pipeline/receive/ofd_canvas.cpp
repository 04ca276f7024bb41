#include "receive/ofd_canvas.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

#include "core/text.hpp"
#include "receive/ofd_path.hpp"

namespace claimpack::receive {

namespace {

constexpr int depth_max = 24;                    // blocks and composites inside one another
constexpr double covering = 0.85;                // of each side: such a picture is the page
constexpr double ascent = 0.88, descent = 0.14;  // of an em, as Chinese fonts have them
constexpr double bold_stroke = 0.03, slant = 0.2;
constexpr double upright_slope = 0.05;  // 3°

struct Saved {
  explicit Saved(cairo_t* c) : cairo(c) { cairo_save(cairo); }
  ~Saved() {
    cairo_new_path(cairo);
    cairo_restore(cairo);
  }
  Saved(const Saved&) = delete;
  Saved& operator=(const Saved&) = delete;
  cairo_t* cairo;
};

double opacity_of(const pugi::xml_node& node) { return std::clamp(number_of(attribute_of(node, "Alpha"), 255) / 255, 0.0, 1.0); }

// The bounds on the page of a rectangle of the current space.
Word bounds_of(cairo_t* cairo, double x0, double y0, double x1, double y1) {
  Word box{"", 1e18, 1e18, -1e18, -1e18};
  for (const auto& [px, py] : {std::pair{x0, y0}, {x1, y0}, {x0, y1}, {x1, y1}}) {
    double x = px, y = py;
    cairo_user_to_device(cairo, &x, &y);
    box.x0 = std::min(box.x0, x), box.x1 = std::max(box.x1, x), box.y0 = std::min(box.y0, y), box.y1 = std::max(box.y1, y);
  }
  return box;
}

// Millions of dashes are a trap, not a drawing. No segment is longer than the path is wide and high.
bool too_many_dashes(cairo_t* cairo, int segments, const Style& style) {
  double x0 = 0, y0 = 0, x1 = 0, y1 = 0, sum = 0;
  cairo_path_extents(cairo, &x0, &y0, &x1, &y1);
  for (const double dash : style.dashes) sum += std::max(dash, 0.0);
  return sum > 0 && double(segments) * (x1 - x0 + y1 - y0) / sum * double(style.dashes.size()) > 1e6;
}

void set_fill_rule(cairo_t* cairo, const pugi::xml_node& node) {
  const auto rule = attribute_of(node, "Rule");
  cairo_set_fill_rule(cairo, rule == "Even-Odd" || rule == "EvenOdd" ? CAIRO_FILL_RULE_EVEN_ODD : CAIRO_FILL_RULE_WINDING);
}

}  // namespace

bool OfdCanvas::spend(int& count, int amount) {
  count -= amount;
  if (count < 0) budget_.spent = true;
  return !budget_.over();
}

void OfdCanvas::missing(const std::string& what) {
  const Word box = bounds_of(cairo_, 0, 0, 1, 1);
  auto run = run_on_page({what, box.x0, box.y0, box.x1, box.y1}, width_, height_);
  if (run && findings.faults.size() < 100) findings.faults.push_back({core::TextFault::Kind::not_drawn, what, "", run->box});
}

void OfdCanvas::draw_children(const pugi::xml_node& holder, const OfdResources& resources, OfdFonts& fonts, Wish wish) {
  objects(holder, Place{resources, fonts, wish, Style{}});
}

void OfdCanvas::draw_layer(const pugi::xml_node& layer, const OfdResources& resources, OfdFonts& fonts, Wish wish) {
  object(layer, Place{resources, fonts, wish, Style{}});
}

void OfdCanvas::objects(const pugi::xml_node& holder, const Place& place) {
  for (const auto& child : holder.children()) {
    if (budget_.over()) return;
    if (child.type() == pugi::node_element) object(child, place);
  }
}

void OfdCanvas::object(const pugi::xml_node& node, Place place) {
  if (!spend(budget_.objects, 1) || place.depth > depth_max) return;
  if ((budget_.objects & 63) == 0 && std::chrono::steady_clock::now() > budget_.until) budget_.late = true;
  const auto kind = local_name(node);
  const bool group = kind == "Layer" || kind == "PageBlock" || kind == "Content";
  if (!group && kind != "TextObject" && kind != "PathObject" && kind != "ImageObject" && kind != "CompositeObject") return;
  place.visible &= truth_of(attribute_of(node, "Visible"), true);
  place.style = style_of(node, place.resources, place.style);
  place.alpha *= opacity_of(node);
  ++place.depth;
  if (group) return objects(node, place);
  const Saved saved(cairo_);
  if (kind == "TextObject") text(node, place);
  else if (!place.visible) return;
  else if (kind == "PathObject") path(node, place);
  else if (kind == "ImageObject") picture(node, place);
  else composite(node, place);
}

bool OfdCanvas::enter(const pugi::xml_node& node, const OfdResources&, double slack) {
  const auto boundary = rect_of(attribute_of(node, "Boundary")).value_or(Rect{});
  cairo_translate(cairo_, boundary.x, boundary.y);
  if (!boundary.empty()) {
    cairo_rectangle(cairo_, -slack, -slack, boundary.w + 2 * slack, boundary.h + 2 * slack);
    cairo_clip(cairo_);
  }
  set_blend(cairo_, attribute_of(node, "BlendMode"));
  const auto matrix = numbers_of(attribute_of(node, "CTM"));
  for (const auto& clips : children_of(node, "Clips")) clip(clips, matrix);
  return transform(cairo_, matrix);
}

// Each Clip narrows; the areas of one Clip together let through.
void OfdCanvas::clip(const pugi::xml_node& clips, const std::vector<double>& object_matrix) {
  cairo_matrix_t before;
  cairo_get_matrix(cairo_, &before);
  const bool moves = truth_of(attribute_of(clips, "TransFlag"), true);
  for (const auto& each : children_of(clips, "Clip")) {
    bool any = false;
    cairo_new_path(cairo_);
    cairo_set_fill_rule(cairo_, CAIRO_FILL_RULE_WINDING);
    for (const auto& area : children_of(each, "Area")) {
      const auto shape = child_of(area, "Path");
      if (shape.empty() || !spend(budget_.objects, 1)) continue;
      const auto boundary = rect_of(attribute_of(shape, "Boundary")).value_or(Rect{});
      cairo_set_matrix(cairo_, &before);
      bool drawable = !moves || transform(cairo_, object_matrix);
      drawable = drawable && transform(cairo_, numbers_of(attribute_of(area, "CTM")));
      cairo_translate(cairo_, boundary.x, boundary.y);
      if (!drawable || !transform(cairo_, numbers_of(attribute_of(shape, "CTM")))) continue;
      set_fill_rule(cairo_, shape);
      const int segments = add_abbreviated_path(cairo_, text_of(child_of(shape, "AbbreviatedData")), budget_.segments);
      any |= segments > 0;
      spend(budget_.segments, segments);
    }
    cairo_set_matrix(cairo_, &before);
    if (any) cairo_clip(cairo_);
    cairo_new_path(cairo_);
  }
}

void OfdCanvas::path(const pugi::xml_node& node, const Place& place) {
  const auto matrix = numbers_of(attribute_of(node, "CTM"));
  const double grow = matrix.size() < 6 ? 1 : std::sqrt(std::abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]));
  if (!enter(node, place.resources, place.style.line_width * std::max(grow, 0.01))) return;
  const int segments = add_abbreviated_path(cairo_, text_of(child_of(node, "AbbreviatedData")), budget_.segments);
  if (!spend(budget_.segments, segments)) return;
  ++findings.shapes;
  if (truth_of(attribute_of(node, "Fill"), false) && place.style.fill) {
    set_fill_rule(cairo_, node);
    set_source(cairo_, *place.style.fill, place.alpha, place.resources);
    cairo_fill_preserve(cairo_);
  }
  if (!truth_of(attribute_of(node, "Stroke"), true)) return;
  set_line(cairo_, place.style);
  if (too_many_dashes(cairo_, segments, place.style)) cairo_set_dash(cairo_, nullptr, 0, 0);
  set_source(cairo_, place.style.stroke.value_or(Paint{}), place.alpha, place.resources);
  cairo_stroke(cairo_);
}

// How the letters of a TextObject look.
struct OfdCanvas::Lettering {
  std::string font;
  double size = 1, width = 1;  // HScale
  double turn = 0;             // radians, clockwise
  bool bold = false, italic = false, fill = true, stroke = false;
};

void OfdCanvas::text(const pugi::xml_node& node, const Place& place) {
  Lettering lettering;
  lettering.font = trimmed(attribute_of(node, "Font"));
  lettering.size = std::clamp(std::abs(number_of(attribute_of(node, "Size"), 3.175)), 0.0, 1e5);
  lettering.width = std::clamp(number_of(attribute_of(node, "HScale"), 1), 0.01, 100.0);
  lettering.turn = number_of(attribute_of(node, "CharDirection"), 0) * std::numbers::pi / 180;
  lettering.bold = number_of(attribute_of(node, "Weight"), 400) >= 600;
  lettering.italic = truth_of(attribute_of(node, "Italic"), false);
  lettering.fill = truth_of(attribute_of(node, "Fill"), true), lettering.stroke = truth_of(attribute_of(node, "Stroke"), false);
  const auto matrix = numbers_of(attribute_of(node, "CTM"));
  const double grow = matrix.size() < 6 ? 1 : std::sqrt(std::abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]));
  // Boundaries of text are seldom exact: an em around it still shows.
  if (!enter(node, place.resources, lettering.size * grow) || lettering.size < 1e-4) return;
  for (const auto& line : place_text(node, budget_.glyphs)) {
    if (!spend(budget_.glyphs, int(line.size()))) return;
    glyphs(line, lettering, place);
  }
}

void OfdCanvas::glyphs(const std::vector<PlacedGlyph>& line, const Lettering& lettering, const Place& place) {
  cairo_matrix_t space;
  cairo_get_matrix(cairo_, &space);
  const bool draws = place.visible && place.wish.text;
  std::vector<Word> cells;
  bool upright = true, synthetic_bold = false;
  double pen = 0;
  cairo_new_path(cairo_);
  for (std::size_t i = 0; i < line.size(); ++i) {
    const PlacedGlyph& placed = line[i];
    const char32_t character = placed.characters.empty() ? 0xFFFD : placed.characters.front();
    const FaceGlyph glyph = place.fonts.glyph_of(lettering.font, character, placed.glyph, lettering.bold, lettering.italic);
    double advance = place.fonts.advance_of(glyph);
    if (advance <= 0) advance = character < 0x2E80 ? 0.5 : 1;
    advance *= lettering.size * lettering.width;
    const double x = placed.by_advance ? pen : placed.x;
    pen = x + advance;
    // The next one stands nearer than this one is wide: a font that stands in for a narrower one is made as narrow.
    double narrowed = 1;
    const double step = i + 1 < line.size() && !line[i + 1].by_advance && line[i + 1].y == placed.y ? line[i + 1].x - x : 0;
    if (step > 0.3 * advance && step < advance) narrowed = std::exchange(advance, step), narrowed = step / narrowed;
    if (!glyph.stands_in) narrowed = 1;
    cairo_set_matrix(cairo_, &space);
    cairo_translate(cairo_, x, placed.y);
    cairo_rotate(cairo_, lettering.turn);
    Word cell = bounds_of(cairo_, 0, -ascent * lettering.size, advance, descent * lettering.size);
    double dx = 1, dy = 0;
    cairo_user_to_device_distance(cairo_, &dx, &dy);
    upright &= dx > 0 && std::abs(dy) < upright_slope * dx;
    cell.text = core::to_utf8(placed.characters);
    cells.push_back(std::move(cell));
    if (!draws) continue;
    if (glyph.synthetic_slant) transform(cairo_, {1, 0, -slant, 1, 0, 0});
    synthetic_bold |= glyph.synthetic_bold;
    if (transform(cairo_, {lettering.size * lettering.width * narrowed, 0, 0, lettering.size, 0, 0}))
      place.fonts.add_outline(cairo_, glyph);
  }
  cairo_set_matrix(cairo_, &space);
  if (place.wish.words) tell(cells, upright);
  if (!draws) return cairo_new_path(cairo_);
  cairo_set_fill_rule(cairo_, CAIRO_FILL_RULE_WINDING);
  if (lettering.fill) {
    set_source(cairo_, place.style.fill.value_or(Paint{}), place.alpha, place.resources);
    cairo_fill_preserve(cairo_);
    if (synthetic_bold) {
      cairo_set_line_width(cairo_, lettering.size * bold_stroke);
      cairo_stroke_preserve(cairo_);
    }
  }
  if (lettering.stroke && place.style.stroke) {
    set_line(cairo_, place.style);
    set_source(cairo_, *place.style.stroke, place.alpha, place.resources);
    cairo_stroke_preserve(cairo_);
  }
  cairo_new_path(cairo_);
}

// Words of the cells. Text that lies on its side is told as a whole; slanting text, as of watermarks, is only drawn.
void OfdCanvas::tell(const std::vector<Word>& cells, bool upright) {
  Word word;
  const auto finish = [&] {
    if (!word.text.empty()) findings.words.push_back(std::exchange(word, {}));
  };
  double dx = 1, dy = 0;
  cairo_user_to_device_distance(cairo_, &dx, &dy);
  const bool square = std::min(std::abs(dx), std::abs(dy)) < upright_slope * std::max(std::abs(dx), std::abs(dy));
  if (!upright && !square) return;
  for (const auto& cell : cells) {
    const bool blank = core::without_blanks(cell.text).empty();
    if (upright && (blank || (!word.text.empty() && !belongs_to(word, cell)))) finish();
    if (blank && (upright || word.text.empty())) continue;
    if (word.text.empty()) {
      word = cell;
      continue;
    }
    word.text += cell.text;
    word.x0 = std::min(word.x0, cell.x0), word.x1 = std::max(word.x1, cell.x1);
    word.y0 = std::min(word.y0, cell.y0), word.y1 = std::max(word.y1, cell.y1);
  }
  finish();
}

cairo_surface_t* OfdCanvas::surface_of(const std::string& id, const std::string& mask_id, const OfdResources& resources) {
  const auto media = resources.media.find(id);
  if (media == resources.media.end() || media->second.file.empty()) return nullptr;
  const auto [at, fresh] = pictures_.try_emplace(media->second.file + "|" + mask_id);
  if (!fresh) return at->second.get();
  auto surface = read_picture(package_, media->second.file);
  if (!surface) return nullptr;
  budget_.picture_pixels +=
      std::int64_t(cairo_image_surface_get_width(surface.value().get())) * cairo_image_surface_get_height(surface.value().get());
  if (budget_.picture_pixels > package_.limits().pixels_max) {
    budget_.spent = true;
    return nullptr;
  }
  const auto mask = resources.media.find(mask_id);
  if (mask != resources.media.end() && !mask->second.file.empty())
    if (const auto light = read_picture(package_, mask->second.file))
      if (auto masked = masked_picture(surface.value().get(), light.value().get())) surface = std::move(masked);
  at->second = std::move(surface).value();
  return at->second.get();
}

void OfdCanvas::picture(const pugi::xml_node& node, const Place& place) {
  if (!enter(node, place.resources, 0.1)) return;
  if (numbers_of(attribute_of(node, "CTM")).size() < 6) {
    const auto boundary = rect_of(attribute_of(node, "Boundary")).value_or(Rect{});
    if (!transform(cairo_, {boundary.w, 0, 0, boundary.h, 0, 0})) return;
  }
  const auto named = [&](const char* attribute) { return std::string(trimmed(attribute_of(node, attribute))); };
  cairo_surface_t* surface = surface_of(named("ResourceID"), named("ImageMask"), place.resources);
  if (surface == nullptr) surface = surface_of(named("Substitution"), named("ImageMask"), place.resources);
  if (budget_.over()) return;
  if (surface == nullptr) {
    const auto media = place.resources.media.find(named("ResourceID"));
    const bool known = media != place.resources.media.end() && !media->second.file.empty();
    return missing(core::trim("图片 " + (known ? media->second.file : named("ResourceID"))));
  }
  paint_picture(surface, place.alpha);
}

void OfdCanvas::paint_picture(cairo_surface_t* surface, double alpha) {
  const double columns = cairo_image_surface_get_width(surface), rows = cairo_image_surface_get_height(surface);
  const Word box = bounds_of(cairo_, 0, 0, 1, 1);
  ++findings.pictures;
  const double w = std::min(box.x1, width_) - std::max(box.x0, 0.0), h = std::min(box.y1, height_) - std::max(box.y0, 0.0);
  if (alpha > 0.9 && w >= covering * width_ && h >= covering * height_) {
    const double inches = (box.x1 - box.x0) * (box.y1 - box.y0) / (200.0 * 200.0);
    findings.cover_dpi = std::max(findings.cover_dpi, std::sqrt(columns * rows / std::max(inches, 1e-6)));
  }
  cairo_rectangle(cairo_, 0, 0, 1, 1);
  cairo_clip(cairo_);
  if (!transform(cairo_, {1 / columns, 0, 0, 1 / rows, 0, 0})) return;
  cairo_set_source_surface(cairo_, surface, 0, 0);
  cairo_pattern_set_filter(cairo_get_source(cairo_), CAIRO_FILTER_GOOD);
  cairo_pattern_set_extend(cairo_get_source(cairo_), CAIRO_EXTEND_PAD);
  cairo_paint_with_alpha(cairo_, alpha);
}

void OfdCanvas::composite(const pugi::xml_node& node, const Place& place) {
  if (!enter(node, place.resources, 0.1)) return;
  const auto unit = place.resources.composites.find(std::string(trimmed(attribute_of(node, "ResourceID"))));
  if (unit == place.resources.composites.end()) return missing("图元 " + std::string(attribute_of(node, "ResourceID")));
  ++findings.shapes;
  objects(unit->second, place);
}

}  // namespace claimpack::receive
