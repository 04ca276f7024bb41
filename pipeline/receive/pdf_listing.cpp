#include "receive/pdf_listing.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string_view>
#include <utility>

#include "receive/word_runs.hpp"

namespace claimpack::receive {

namespace {

// Scanners and their drivers: an image that covers the page is the page.
constexpr double covering = 0.85;
// A page that is mostly picture and says less than this is a picture with a program's own line ("扫描全能王 创建").
constexpr int characters_of_a_document = 50;
constexpr double mostly_picture = 0.5;
constexpr double scan_dpi_max = 300, scan_dpi_min = 100;

double number_after(std::string_view text, std::string_view key) {
  const std::size_t at = text.find(key);
  if (at == std::string_view::npos) return 0;
  return std::strtod(std::string(text.substr(at + key.size(), 32)).c_str(), nullptr);
}

std::string unescape(std::string_view text) {
  static constexpr std::pair<std::string_view, char> entities[] = {
      {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
  std::string plain;
  for (std::size_t i = 0; i < text.size();) {
    const auto known = std::find_if(std::begin(entities), std::end(entities),
                                    [&](const auto& e) { return text.substr(i).starts_with(e.first); });
    plain += known == std::end(entities) ? text[i] : known->second;
    i += known == std::end(entities) ? 1 : known->first.size();
  }
  return plain;
}

std::size_t characters(std::string_view utf8) {
  return std::size_t(std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

// A font without a map to Unicode gives private characters or U+FFFD: such text says nothing.
bool is_garbage(const std::string& text) {
  const auto count = [&](std::string_view mark) {
    std::size_t n = 0;
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + mark.size())) ++n;
    return n;
  };
  std::size_t odd = count("\xEF\xBF\xBD");
  for (std::size_t i = 0; i + 2 < text.size(); ++i) {
    const auto a = static_cast<unsigned char>(text[i]), b = static_cast<unsigned char>(text[i + 1]);
    odd += a == 0xEE || (a == 0xEF && b < 0xA4);  // U+E000 … U+F8FF
  }
  odd += std::size_t(std::count_if(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 32; }));
  return odd * 5 > characters(text);
}

Word parse_word(std::string_view tag, std::string_view content) {
  const double scale = born_digital_dpi / 72;
  return as_high_as_print({unescape(content), number_after(tag, "xMin=\"") * scale, number_after(tag, "yMin=\"") * scale,
                           number_after(tag, "xMax=\"") * scale, number_after(tag, "yMax=\"") * scale});
}

void put(ListedPage& page, const Word& word) {
  const double scale = born_digital_dpi / 72;
  if (auto run = run_on_page(word, page.width * scale, page.height * scale)) page.text.push_back(std::move(*run));
}

bool covers_page(double width, double height, const ListedPage& page) {
  return width >= covering * page.width && height >= covering * page.height;
}

double area(const ListedImage& image) { return placed_width(image) * placed_height(image); }

}  // namespace

double placed_width(const ListedImage& image) { return image.x_ppi > 0 ? image.width * 72.0 / image.x_ppi : 0; }
double placed_height(const ListedImage& image) { return image.y_ppi > 0 ? image.height * 72.0 / image.y_ppi : 0; }

int text_length(const ListedPage& page) {
  std::size_t length = 0;
  for (const auto& run : page.text) length += characters(run.text);
  return int(length);
}

std::optional<PdfFacts> parse_pdfinfo(const std::string& output) {
  PdfFacts facts;
  bool counted = false;
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);) {
    int page = 0, turn = 0;
    double width = 0, height = 0;
    if (line.starts_with("Pages:")) {
      facts.pages = std::atoi(line.c_str() + 6);
      counted = true;
    } else if (std::sscanf(line.c_str(), "Page %d size: %lf x %lf", &page, &width, &height) == 3) {
      if (page != int(facts.listed.size()) + 1) continue;
      facts.listed.push_back({width, height, 0, {}, {}});
    } else if (std::sscanf(line.c_str(), "Page %d rot: %d", &page, &turn) == 2) {
      if (page != int(facts.listed.size())) continue;
      auto& listed = facts.listed.back();
      listed.rotate = ((turn % 360) + 360) % 360 / 90 * 90;
      if (listed.rotate % 180 != 0) std::swap(listed.width, listed.height);
    }
  }
  if (!counted) return std::nullopt;
  return facts;
}

void add_images(PdfFacts& facts, const std::string& pdfimages_list) {
  std::istringstream lines(pdfimages_list);
  for (std::string line; std::getline(lines, line);) {
    // page num type width height color comp bpc enc interp object ID x-ppi y-ppi size ratio; an inline image
    // has "[inline]" in place of object and ID.
    std::istringstream words(line);
    ListedImage image;
    std::string number, colour, interpolated, object, id;
    if (!(words >> image.page >> number >> image.type >> image.width >> image.height >> colour >> image.components >>
          image.bits >> image.coding >> interpolated >> object))
      continue;
    if (object != "[inline]") words >> id;
    if (!(words >> image.x_ppi >> image.y_ppi)) continue;
    if (image.page < 1 || image.page > int(facts.listed.size())) continue;
    facts.listed[std::size_t(image.page - 1)].images.push_back(image);
  }
}

void add_text(PdfFacts& facts, const std::string& bbox_layout) {
  const std::string_view text = bbox_layout;
  std::size_t page = 0;
  Word run;  // without text: none is begun
  const auto finish_run = [&] {
    if (page >= 1 && page <= facts.listed.size()) put(facts.listed[page - 1], run);
    run = {};
  };
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    const std::size_t end = text.find('>', at);
    if (end == std::string_view::npos) break;
    const std::string_view tag = text.substr(at, end - at);
    if (tag.starts_with("<page ")) ++page;
    if (tag.starts_with("<page ") || tag.starts_with("<line ") || tag.starts_with("</line")) finish_run();
    if (!tag.starts_with("<word ")) continue;
    const std::size_t close = text.find("</word>", end);
    if (close == std::string_view::npos) break;
    const Word word = parse_word(tag, text.substr(end + 1, close - end - 1));
    if (word.text.empty()) continue;
    if (!run.text.empty() && belongs_to(run, word)) {
      join(run, word);
    } else {
      finish_run();
      run = word;
    }
  }
  finish_run();
  for (auto& listed : facts.listed) {
    std::string all;
    for (const auto& one : listed.text) all += one.text;
    if (is_garbage(all)) listed.text.clear();
  }
}

PagePlan plan_page(const ListedPage& page) {
  const double page_area = page.width * page.height;
  PagePlan plan;
  if (page.images.empty() || page_area <= 0) return plan;
  double covered = 0, sharpest = 0, masked = 0;
  int cover = -1;
  for (std::size_t i = 0; i < page.images.size(); ++i) {
    const auto& image = page.images[i];
    const double share = std::min(area(image) / page_area, 1.0);
    if (image.type == "image" || image.type == "stencil") covered += share;
    if (image.type != "image") masked = std::max(masked, share);
    if (share > 0.02) sharpest = std::max(sharpest, std::min(image.x_ppi, image.y_ppi));
    const bool covers = covers_page(placed_width(image), placed_height(image), page) ||
                        covers_page(placed_height(image), placed_width(image), page);
    if (covers && image.type == "image") cover = cover == -1 ? int(i) : -2;  // -2: several lie over one another
  }
  plan.dpi = sharpest > 0 ? std::clamp(sharpest, scan_dpi_min, scan_dpi_max) : born_digital_dpi;
  const int said = text_length(page);
  if (cover >= 0 && masked < mostly_picture) {
    plan.way = PagePlan::Way::image;
    plan.image = cover;
    plan.text_may_show = said > 0;
    plan.alone = page.images.size() == 1;
    return plan;
  }
  // Strips, or a background with a mask of ink (MRC): the text, if any, comes from the scanner's own reading.
  const bool layered = covered >= covering || masked >= mostly_picture;
  const bool picture = covered >= mostly_picture && said < characters_of_a_document;
  if (layered || picture) {
    plan.way = PagePlan::Way::scan_render;
    return plan;
  }
  plan.dpi = born_digital_dpi;
  return plan;
}

}  // namespace claimpack::receive
