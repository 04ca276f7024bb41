#include "receive/ofd_page.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "receive/doors.hpp"
#include "receive/ofd_canvas.hpp"
#include "receive/ofd_seal.hpp"
#include "receive/pixels.hpp"
#include "receive/scan_file.hpp"

namespace claimpack::receive {

using core::Error;
using core::ErrorCode;
using core::Page;
using core::Result;

namespace {

constexpr double dpi_of_pages = 200, scan_dpi_min = 100, scan_dpi_max = 300;
constexpr double side_mm_max = 10'000;
constexpr int templates_max = 20;
constexpr int characters_of_a_document = 50;  // fewer, over a picture of the page, are a stamp or a program's own line
const Rect a4{0, 0, 210, 297};

struct CairoEnd {
  void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
};
using Cairo = std::unique_ptr<cairo_t, CairoEnd>;

// A page with all that is drawn on it, opened.
struct OpenPage {
  struct Layer {
    pugi::xml_node holder;  // of objects
    OfdCanvas::Wish wish;
    std::optional<Rect> frame;  // an annotation's appearance: its boundary
  };
  std::vector<Xml> trees;
  OfdResources resources;
  std::vector<Layer> layers;  // in the order of drawing
  std::vector<OfdStamp> stamps;
  std::vector<SealPicture> seals;
  Rect area;
};

void take_content(const pugi::xml_node& root, OpenPage& page) {
  const auto content = child_of(root, "Content");
  auto layers = children_of(content, "Layer");
  const auto rank = [](const pugi::xml_node& layer) {
    const auto type = attribute_of(layer, "Type");
    return type == "Background" ? 0 : type == "Foreground" ? 2 : 1;
  };
  std::stable_sort(layers.begin(), layers.end(), [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  // A layer's own attributes count: it is handed over in a holder of one.
  for (const auto& layer : layers) page.layers.push_back({layer, {}, std::nullopt});
  if (layers.empty() && !content.empty()) page.layers.push_back({content, {}, std::nullopt});
}

// Opens a template and puts its layers down; its own area where the page has none.
void take_template(const OfdPackage& package, const OfdTemplate& from, OpenPage& page, std::optional<Rect>& area) {
  const auto xml = package.xml(from.file);
  if (!xml) {
    page.layers.push_back({});  // told of when drawn
    return;
  }
  page.trees.push_back(xml.value());
  const auto root = root_of(xml.value());
  for (const auto& resource : children_of(root, "PageRes"))
    if (const auto file = package.find(text_of(resource), from.file); !file.empty()) page.resources.add(package, file);
  if (!area) area = area_of(child_of(root, "Area"));
  take_content(root, page);
}

void take_annotations(const OfdPackage& package, const OfdDocument& document, const std::string& page_id, OpenPage& page) {
  if (document.annotations.empty()) return;
  const auto list = package.xml(document.annotations);
  if (!list) return;
  for (const auto& entry : children_of(root_of(list.value()), "Page")) {
    if (trimmed(attribute_of(entry, "PageID")) != page_id) continue;
    const auto xml = package.xml(package.find(child_text(entry, "FileLoc"), document.annotations));
    if (!xml) continue;
    page.trees.push_back(xml.value());
    for (const auto& annotation : children_of(root_of(xml.value()), "Annot")) {
      if (!truth_of(attribute_of(annotation, "Visible"), true)) continue;
      const auto appearance = child_of(annotation, "Appearance");
      if (appearance.empty()) continue;
      // A watermark is no text of the paper.
      const OfdCanvas::Wish wish{true, attribute_of(annotation, "Type") != "Watermark"};
      page.layers.push_back({appearance, wish, rect_of(attribute_of(appearance, "Boundary")).value_or(Rect{})});
    }
  }
}

Result<OpenPage> open_page(const OfdPackage& package, const OfdDocument& document, std::size_t number, const std::string& place) {
  const OfdPage& listed = document.pages[number];
  if (listed.file.empty()) return damaged(place, "the page's file `" + listed.named + "` is not in the OFD");
  const auto xml = package.xml(listed.file);
  if (!xml) return Error{xml.error().code, xml.error().what, place, xml.error().cure};
  OpenPage page;
  page.trees.push_back(xml.value());
  const auto root = root_of(xml.value());
  page.resources = load_resources(package, document);
  for (const auto& resource : children_of(root, "PageRes"))
    if (const auto file = package.find(text_of(resource), listed.file); !file.empty()) page.resources.add(package, file);
  auto area = area_of(child_of(root, "Area"));
  std::vector<OfdTemplate> foreground;
  int count = 0;
  for (const auto& each : children_of(root, "Template")) {
    const auto found = document.templates.find(std::string(trimmed(attribute_of(each, "TemplateID"))));
    if (found == document.templates.end() || ++count > templates_max) continue;
    const auto order = attribute_of(each, "ZOrder");
    if ((order.empty() ? found->second.z_order : order) == "Foreground") foreground.push_back(found->second);
    else take_template(package, found->second, page, area);
  }
  take_content(root, page);
  for (const auto& each : foreground) take_template(package, each, page, area);
  take_annotations(package, document, listed.id, page);
  auto signatures = load_signatures(package, document);
  for (auto& stamp : signatures.stamps)
    if (trimmed(stamp.page_id) == listed.id) page.stamps.push_back(std::move(stamp));
  page.seals = std::move(signatures.seals);
  page.area = area.value_or(document.area.value_or(a4));
  if (page.area.w > side_mm_max || page.area.h > side_mm_max)
    return Error{ErrorCode::too_large, "the page is larger than ten metres", place, "print it smaller and scan it"};
  return page;
}

struct Drawing {
  Surface surface;
  OfdFindings findings;
};

class Painter {
 public:
  Painter(const OfdPackage& package, const OpenPage& page, OfdFonts& fonts, const std::string& place)
      : package_(package), page_(page), fonts_(fonts), place_(place) {}

  Result<Drawing> draw(double dpi, bool text, bool paper) {
    const double scale = dpi / 25.4;
    const auto width = std::int64_t(std::ceil(page_.area.w * scale)), height = std::int64_t(std::ceil(page_.area.h * scale));
    if (width * height > package_.limits().pixels_max || width > 32000 || height > 32000)
      return too_many_pixels(place_, width, height, package_.limits().pixels_max);
    auto surface = make_surface(std::max(1, int(width)), std::max(1, int(height)), place_);
    if (!surface) return surface.error();
    const Cairo cairo(cairo_create(surface.value().get()));
    if (paper) {
      cairo_set_source_rgb(cairo.get(), 1, 1, 1);
      cairo_paint(cairo.get());
    }
    cairo_scale(cairo.get(), scale, scale);
    cairo_translate(cairo.get(), -page_.area.x, -page_.area.y);
    OfdBudget budget;
    budget.until = std::chrono::steady_clock::now() + std::chrono::seconds(package_.limits().program_seconds_max);
    OfdCanvas canvas(cairo.get(), double(width), double(height), package_, budget);
    for (const auto& layer : page_.layers) put(cairo.get(), canvas, layer, text);
    for (const auto& stamp : page_.stamps) press(cairo.get(), canvas, stamp, double(width), double(height));
    if (budget.late) return Error{ErrorCode::timeout, "the page took too long to draw", place_, "print the document and scan it"};
    if (budget.spent)
      return Error{ErrorCode::too_large, "the page has more objects than can be drawn", place_, "print the document and scan it"};
    if (cairo_status(cairo.get()) != CAIRO_STATUS_SUCCESS)
      return damaged(place_, std::string("the page cannot be drawn: ") + cairo_status_to_string(cairo_status(cairo.get())));
    cairo_surface_flush(surface.value().get());
    return Drawing{std::move(surface).value(), std::move(canvas.findings)};
  }

 private:
  void put(cairo_t* cairo, OfdCanvas& canvas, const OpenPage::Layer& layer, bool text) {
    if (layer.holder.empty()) {
      canvas.findings.faults.push_back({core::TextFault::Kind::not_drawn, "模板页", "", {0, 0, 1, 1}});
      return;
    }
    cairo_save(cairo);
    if (layer.frame) {
      cairo_translate(cairo, layer.frame->x, layer.frame->y);
      if (!layer.frame->empty()) {
        cairo_rectangle(cairo, 0, 0, layer.frame->w, layer.frame->h);
        cairo_clip(cairo);
      }
    }
    OfdCanvas::Wish wish = layer.wish;
    wish.text = text;
    if (layer.frame || local_name(layer.holder) != "Layer") canvas.draw_children(layer.holder, page_.resources, fonts_, wish);
    else canvas.draw_layer(layer.holder, page_.resources, fonts_, wish);
    cairo_restore(cairo);
  }

  // The picture of a seal in its place.
  void press(cairo_t* cairo, OfdCanvas& canvas, const OfdStamp& stamp, double width, double height) {
    const auto picture = picture_of(stamp.seal);
    if (picture == nullptr || stamp.boundary.empty()) {
      const double scale = width / std::max(page_.area.w, 1e-6);
      const auto run =
          run_on_page({"电子印章", (stamp.boundary.x - page_.area.x) * scale, (stamp.boundary.y - page_.area.y) * scale,
                       (stamp.boundary.x + stamp.boundary.w - page_.area.x) * scale,
                       (stamp.boundary.y + stamp.boundary.h - page_.area.y) * scale},
                      width, height);
      if (run) canvas.findings.faults.push_back({core::TextFault::Kind::not_drawn, "电子印章", "", run->box});
      return;
    }
    cairo_save(cairo);
    cairo_translate(cairo, stamp.boundary.x, stamp.boundary.y);
    const Rect shown = stamp.clip && !stamp.clip->empty() ? *stamp.clip : Rect{0, 0, stamp.boundary.w, stamp.boundary.h};
    cairo_rectangle(cairo, shown.x, shown.y, shown.w, shown.h);
    cairo_clip(cairo);
    const double columns = cairo_image_surface_get_width(picture), rows = cairo_image_surface_get_height(picture);
    if (transform(cairo, {stamp.boundary.w / columns, 0, 0, stamp.boundary.h / rows, 0, 0})) {
      // Seals that come without transparency must not hide the print under them.
      cairo_set_operator(cairo, CAIRO_OPERATOR_MULTIPLY);
      cairo_set_source_surface(cairo, picture, 0, 0);
      cairo_pattern_set_filter(cairo_get_source(cairo), CAIRO_FILTER_GOOD);
      cairo_paint(cairo);
    }
    cairo_restore(cairo);
  }

  cairo_surface_t* picture_of(std::size_t seal) {
    if (seals_.size() < page_.seals.size()) seals_.resize(page_.seals.size()), tried_.resize(page_.seals.size());
    if (!tried_[seal]) tried_[seal] = true, seals_[seal] = load(page_.seals[seal]);
    return seals_[seal].get();
  }

  Surface load(const SealPicture& seal) const {
    if (seal.bytes.empty()) return {};
    if (seal.type == "OFD") return drawn_seal(seal.bytes);
    auto picture = read_picture(seal.bytes, place_, package_.limits());
    return picture ? std::move(picture).value() : Surface();
  }

  // A seal that is itself an OFD: its first page without paper. Seals on the seal are left out.
  Surface drawn_seal(const std::vector<std::uint8_t>& bytes) const {
    const auto folder = TempFolder::make();
    if (!folder) return {};
    const auto path = folder.value()->path() / "seal.ofd";
    if (!write_file(path, bytes.data(), bytes.size())) return {};
    auto ofd = open_ofd_file(path, place_, package_.limits());
    if (!ofd) return {};
    for (auto& document : ofd.value().documents) {
      if (document.pages.empty()) continue;
      document.signatures.clear();
      const auto page = open_page(*ofd.value().package, document, 0, place_);
      if (!page) return {};
      OfdFonts fonts(*ofd.value().package, page.value().resources);
      auto drawing = Painter(*ofd.value().package, page.value(), fonts, place_).draw(scan_dpi_max, true, false);
      return drawing ? std::move(drawing.value().surface) : Surface();
    }
    return {};
  }

  const OfdPackage& package_;
  const OpenPage& page_;
  OfdFonts& fonts_;
  const std::string& place_;
  std::vector<Surface> seals_;
  std::vector<bool> tried_;
};

core::Image pixels_of(cairo_surface_t* surface) {
  const int width = cairo_image_surface_get_width(surface), height = cairo_image_surface_get_height(surface);
  core::Image image(width, height, 3);
  for (int y = 0; y < height; ++y) {
    const auto* row = reinterpret_cast<const std::uint32_t*>(cairo_image_surface_get_data(surface) +
                                                             std::size_t(y) * cairo_image_surface_get_stride(surface));
    std::uint8_t* out = image.bytes.data() + std::size_t(y) * width * 3;
    for (int x = 0; x < width; ++x, out += 3)
      out[0] = std::uint8_t(row[x]), out[1] = std::uint8_t(row[x] >> 8), out[2] = std::uint8_t(row[x] >> 16);
  }
  return grey_where_colourless(std::move(image));
}

// Characters whose print is in `with` and not in `without`: text that shows over the picture of the page.
int characters_shown(cairo_surface_t* with, cairo_surface_t* without, const std::vector<core::TextRun>& runs) {
  int count = 0;
  for (const auto& run : runs) {
    std::int64_t differs = 0;
    for (int y = run.box.y; y < run.box.bottom(); ++y) {
      const auto row = [&](cairo_surface_t* s) {
        return reinterpret_cast<const std::uint32_t*>(cairo_image_surface_get_data(s) +
                                                      std::size_t(y) * cairo_image_surface_get_stride(s));
      };
      const std::uint32_t *a = row(with), *b = row(without);
      for (int x = run.box.x; x < run.box.right(); ++x) differs += std::abs(int(a[x] >> 8 & 0xFF) - int(b[x] >> 8 & 0xFF)) > 40;
    }
    if (differs * 50 > run.box.area())
      count += int(std::count_if(run.text.begin(), run.text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
  }
  return count;
}

// The text as core has it; what stands off the page is a fault.
void take_text(OfdFindings& findings, Page& page) {
  std::set<std::pair<std::string, std::pair<int, int>>> seen;
  for (const auto& word : joined_words(std::move(findings.words))) {
    if (auto run = run_on_page(word, page.pixels.width, page.pixels.height)) {
      // The same text twice in one place is how some programs print bold.
      const auto near = std::pair{(run->box.x + run->box.w / 2) / 6, (run->box.y + run->box.h / 2) / 6};
      if (seen.insert({run->text, near}).second) page.text.push_back(std::move(*run));
      continue;
    }
    const int x = int(std::clamp(word.x0, 0.0, double(page.pixels.width - 1))),
              y = int(std::clamp(word.y0, 0.0, double(page.pixels.height - 1)));
    page.faults.push_back({core::TextFault::Kind::outside, word.text, "", {x, y, 1, 1}});
  }
  for (auto& fault : findings.faults) page.faults.push_back(std::move(fault));
}

}  // namespace

Result<Page> draw_ofd_page(const OfdPackage& package, const OfdDocument& document, std::size_t number, const std::string& place) {
  const auto open = open_page(package, document, number, place);
  if (!open) return open.error();
  OfdFonts fonts(package, open.value().resources);
  Painter painter(package, open.value(), fonts, place);
  auto drawing = painter.draw(dpi_of_pages, true, true);
  if (!drawing) return drawing.error();
  Page page;
  page.dpi = dpi_of_pages;
  page.pixels = pixels_of(drawing.value().surface.get());
  OfdFindings& findings = drawing.value().findings;
  const double cover_dpi = findings.cover_dpi;
  take_text(findings, page);
  page.born_digital = true;
  if (cover_dpi <= 0) return page;
  // A picture is the page. Text under it, or that cannot be seen, is some program's reading of the scan, not the file's own.
  const auto bare = painter.draw(dpi_of_pages, false, true);
  if (!bare) return bare.error();
  if (characters_shown(drawing.value().surface.get(), bare.value().surface.get(), page.text) >= characters_of_a_document)
    return page;
  page.born_digital = false;
  page.text.clear();
  std::erase_if(page.faults, [](const core::TextFault& fault) { return fault.kind == core::TextFault::Kind::outside; });
  page.dpi = std::clamp(cover_dpi, scan_dpi_min, scan_dpi_max);
  drawing.value().surface.reset();
  const auto again = painter.draw(page.dpi, true, true);
  if (!again) return again.error();
  page.pixels = pixels_of(again.value().surface.get());
  return page;
}

}  // namespace claimpack::receive
