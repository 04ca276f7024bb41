// PDF by poppler's programs. A scanned page's image is taken out as it is; what is not a scan is drawn.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include "receive/disk_file.hpp"
#include "receive/doors.hpp"
#include "receive/jpeg.hpp"
#include "receive/pdf_listing.hpp"
#include "receive/pixels.hpp"
#include "receive/placement.hpp"
#include "receive/poppler.hpp"
#include "receive/portable_map.hpp"
#include "receive/scan_file.hpp"
#include "receive/tiff_file.hpp"

namespace claimpack::receive {

using core::EncodedImage;
using core::Error;
using core::ErrorCode;
using core::Image;
using core::Page;
using core::Result;

namespace {

constexpr int thumbnail_side = 160, text_check_side = 900;
constexpr int characters_of_a_document = 50;  // fewer, set over a picture, are a stamp or a program's own line

struct Pdf {
  ScanFile file;
  Limits limits;
  std::vector<ListedPage> pages;
};
using SharedPdf = std::shared_ptr<const Pdf>;

std::size_t picture_bytes_max(const Limits& limits) { return std::size_t(limits.pixels_max) * 3 + (1 << 20); }

Result<PopplerAnswer> ask(const ScanFile& file, const PopplerCall& call, const Limits& limits, const std::string& place) {
  auto answer = ask_poppler(file.path, call, limits);
  if (answer) return answer;
  Error error = answer.error();
  error.place = place;
  return error;
}

// A PDF whose end is missing has lost pages even where poppler finds others by searching the whole file: there must be
// a last startxref, and no object may begin behind it.
bool is_cut_off(const DiskFile& file) {
  constexpr std::int64_t tail_bytes = 64 << 10;
  const auto tail = file.read_at(std::max<std::int64_t>(0, file.size() - tail_bytes), std::size_t(tail_bytes));
  const std::string_view text(reinterpret_cast<const char*>(tail.data()), tail.size());
  const std::size_t end = text.rfind("startxref");
  return end == std::string_view::npos || text.find(" obj", end) != std::string_view::npos;
}

Result<Image> draw(const Pdf& pdf, PopplerCall call) {
  call.what = PopplerCall::What::draw;
  const std::string place = place_of({pdf.file.name, call.page});
  const auto drawn = ask(pdf.file, call, pdf.limits, place);
  if (!drawn) return drawn.error();
  auto image = read_portable_map(drawn.value().output, pdf.limits.pixels_max);
  if (!image) return damaged(place, "the PDF page cannot be drawn");
  return std::move(*image);
}

Result<Page> drawn_page(const Pdf& pdf, int number, double dpi, bool born_digital) {
  const ListedPage& listed = pdf.pages[std::size_t(number - 1)];
  const double width = std::ceil(listed.width / 72 * dpi), height = std::ceil(listed.height / 72 * dpi);
  if (width * height > double(pdf.limits.pixels_max))
    return too_many_pixels(place_of({pdf.file.name, number}), std::int64_t(width), std::int64_t(height), pdf.limits.pixels_max);
  PopplerCall call;
  call.page = number, call.dpi = dpi;
  auto image = draw(pdf, call);
  if (!image) return image.error();
  Page page;
  page.pixels = grey_where_colourless(std::move(image).value());
  page.dpi = dpi;
  page.born_digital = born_digital;
  if (born_digital) page.text = listed.text;
  return page;
}

// An image as the PDF holds it.
struct Taken {
  Image pixels;
  EncodedImage original;
};

Taken taken_g4(std::vector<std::uint8_t> strip, const std::vector<std::uint8_t>& bits, int width, int height, bool black_is_one) {
  Taken taken;
  taken.pixels = from_bits(bits, width, height, !black_is_one);
  taken.original.format = EncodedImage::Format::ccitt_g4;
  taken.original.bytes = std::make_shared<const std::vector<std::uint8_t>>(std::move(strip));
  taken.original.width = width;
  taken.original.height = height;
  taken.original.black_is_one = black_is_one;
  return taken;
}

Result<Taken> taken_jpeg(std::vector<std::uint8_t> bytes, const std::string& place, const Limits& limits) {
  const auto header = read_jpeg_header(bytes, place, limits);
  if (!header) return header.error();
  auto pixels = decode_jpeg(bytes, place, limits);
  if (!pixels) return pixels.error();
  Taken taken;
  taken.pixels = std::move(pixels).value();
  taken.original.format = EncodedImage::Format::jpeg;
  taken.original.width = taken.pixels.width;
  taken.original.height = taken.pixels.height;
  taken.original.components = header.value().components;
  taken.original.invert = header.value().inverted;
  taken.original.bytes = std::make_shared<const std::vector<std::uint8_t>>(std::move(bytes));
  return taken;
}

// pdfimages writes "-4 -P -X 1654 -B -M": -4 for Group 4, -W where BlackIs1 is true.
std::optional<Taken> taken_ccitt(const std::filesystem::path& strip_file, const std::filesystem::path& settings_file,
                                 const ListedImage& listed, const Limits& limits) {
  auto strip = read_whole(strip_file, "", limits.file_bytes_max);
  const auto settings = read_whole(settings_file, "", 1 << 16);
  if (!strip || !settings) return std::nullopt;
  const std::string said(settings.value().begin(), settings.value().end());
  if (!said.starts_with("-4") || said.find("-X " + std::to_string(listed.width) + " ") == std::string::npos) return std::nullopt;
  const auto bits = decode_g4(strip.value(), listed.width, listed.height);
  if (bits.empty()) return std::nullopt;
  return taken_g4(std::move(strip).value(), bits, listed.width, listed.height, said.find("-W") != std::string::npos);
}

Result<Taken> taken_map(const std::filesystem::path& map_file, const std::string& place, const ListedImage& listed,
                        const Limits& limits) {
  const auto bytes = read_whole(map_file, place, std::int64_t(picture_bytes_max(limits)));
  if (!bytes) return bytes.error();
  auto image = read_portable_map({reinterpret_cast<const char*>(bytes.value().data()), bytes.value().size()}, limits.pixels_max);
  if (!image) return damaged(place, "the image of the PDF page cannot be read");
  Taken taken;
  taken.pixels = grey_where_colourless(std::move(*image));
  if (listed.bits != 1 || listed.components != 1 || !is_bilevel(taken.pixels)) return taken;
  const auto bits = to_bits(taken.pixels);
  auto strip = encode_g4(bits, taken.pixels.width, taken.pixels.height);
  if (strip.empty()) return taken;
  return taken_g4(std::move(strip), bits, taken.pixels.width, taken.pixels.height, false);
}

// JPEG and Group 4 come out as their bytes, all else decoded. `as_map`: decoded in any case.
Result<Taken> take_image(const Pdf& pdf, int number, int index, bool as_map) {
  const std::string place = place_of({pdf.file.name, number}), page = std::to_string(number);
  const ListedImage& listed = pdf.pages[std::size_t(number - 1)].images[std::size_t(index)];
  if (std::int64_t(listed.width) * listed.height > pdf.limits.pixels_max)
    return too_many_pixels(place, listed.width, listed.height, pdf.limits.pixels_max);
  PopplerCall call{PopplerCall::What::take};
  call.page = number, call.image = index, call.as_map = as_map;
  const auto done = ask(pdf.file, call, pdf.limits, place);
  if (!done) return done.error();
  const auto named = [&](const std::string& extension) {
    for (const PopplerFile& file : done.value().files)
      if (file.extension == extension) return file.path;
    return std::filesystem::path();
  };
  if (const auto jpeg = named(".jpg"); !jpeg.empty()) {
    auto bytes = read_whole(jpeg, place, pdf.limits.file_bytes_max);
    if (!bytes) return bytes.error();
    return taken_jpeg(std::move(bytes).value(), place, pdf.limits);
  }
  if (const auto strip = named(".ccitt"); !strip.empty()) {
    if (auto taken = taken_ccitt(strip, named(".params"), listed, pdf.limits)) return std::move(*taken);
    return take_image(pdf, number, index, true);  // Group 3, or code that libtiff does not take
  }
  for (const char* extension : {".ppm", ".pbm", ".pgm"})
    if (const auto map = named(extension); !map.empty()) return taken_map(map, place, listed, pdf.limits);
  return damaged(place, "the image of the PDF page cannot be taken out");
}

Page image_page(Taken taken, const ListedImage& listed, const Placement& placement) {
  if (placement.inverted) {
    for (auto& value : taken.pixels.bytes) value = std::uint8_t(255 - value);
    taken.original.invert = !taken.original.invert;
  }
  Page page;
  page.pixels = std::move(taken.pixels);
  page.original = std::move(taken.original);
  page.dpi = believable_dpi(listed.x_ppi, page.pixels.width, page.pixels.height);
  page.exif_turn = placement.turn;
  return page;
}

// The page's image, where the page shows it and nothing else; otherwise the page drawn.
Result<Page> covered_page(const Pdf& pdf, int number, const PagePlan& plan) {
  const ListedPage& listed = pdf.pages[std::size_t(number - 1)];
  const ListedImage& image = listed.images[std::size_t(plan.image)];
  auto taken = take_image(pdf, number, plan.image, false);
  if (!taken) return taken.error();
  const int side = plan.text_may_show ? text_check_side : thumbnail_side;
  PopplerCall call;
  call.page = number, call.side = side;
  const auto shown = draw(pdf, call);
  if (!shown) return shown.error();
  const Placement placement = place_image(taken.value().pixels, shown.value(), {listed.width, listed.height},
                                          {placed_width(image), placed_height(image)}, listed.rotate);
  bool text_shows = plan.text_may_show && text_length(listed) >= characters_of_a_document;
  if (text_shows && placement.same && !placement.mirrored) {
    const double scale = born_digital_dpi / 72;
    text_shows = characters_over(taken.value().pixels, shown.value(), placement, listed.text, listed.width * scale,
                                 listed.height * scale) >= characters_of_a_document;
  }
  if (text_shows) return drawn_page(pdf, number, born_digital_dpi, true);
  if (placement.same && !placement.mirrored && plan.alone) return image_page(std::move(taken).value(), image, placement);
  return drawn_page(pdf, number, plan.dpi, false);
}

Result<Page> pdf_page(const Pdf& pdf, int number) {
  const PagePlan plan = plan_page(pdf.pages[std::size_t(number - 1)]);
  switch (plan.way) {
    case PagePlan::Way::image: return covered_page(pdf, number, plan);
    case PagePlan::Way::scan_render: return drawn_page(pdf, number, plan.dpi, false);
    case PagePlan::Way::born_digital: break;
  }
  return drawn_page(pdf, number, born_digital_dpi, true);
}

Error refusal(const PopplerAnswer& said, const std::string& name) {
  if (said.complaints.find("Incorrect password") != std::string::npos)
    return {ErrorCode::encrypted, "the PDF needs a password", name, "save it without a password or scan the paper"};
  return damaged(name, "the PDF cannot be read");
}

Result<PdfFacts> list_pages(const ScanFile& file, const Limits& limits) {
  const std::string last = std::to_string(limits.pages_max);
  const auto info = ask(file, {PopplerCall::What::info}, limits, file.name);
  if (!info) return info.error();
  auto facts = parse_pdfinfo(info.value().output);
  if (!facts || info.value().exit_code != 0) return refusal(info.value(), file.name);
  if (facts->pages > limits.pages_max)
    return Error{ErrorCode::too_large, "the PDF has " + std::to_string(facts->pages) + " pages, more than the limit of " + last,
                 file.name, "split it or raise the limit in the settings"};
  if (facts->pages <= 0) return Error{ErrorCode::empty, "the PDF has no pages", file.name, "scan it again"};
  if (int(facts->listed.size()) != facts->pages) return damaged(file.name, "the PDF's pages cannot be found");
  const auto images = ask(file, {PopplerCall::What::images}, limits, file.name);
  if (!images) return images.error();
  add_images(*facts, images.value().output);
  const auto text = ask(file, {PopplerCall::What::text}, limits, file.name);
  if (!text) return text.error();
  add_text(*facts, text.value().output);
  return std::move(*facts);
}

}  // namespace

Result<Pages> open_pdf(const ScanFile& file, const Limits& limits, std::string& listing) {
  std::vector<ListedPage> listed;
  if (listing.empty()) {
    const auto disk = DiskFile::open(file.path, file.name);
    if (!disk) return disk.error();
    if (is_cut_off(disk.value())) return damaged(file.name, "the PDF is cut off: its end is missing");
    auto facts = list_pages(file, limits);
    if (!facts) return facts.error();
    listed = std::move(facts).value().listed;
    if (doors() != nullptr) listing = listing_to_text(listed);
  } else {
    auto told = listing_from_text(listing);
    if (!told) return damaged(file.name, "the PDF's pages cannot be found");
    listed = std::move(*told);
  }
  const SharedPdf pdf = std::make_shared<const Pdf>(Pdf{file, limits, std::move(listed)});
  Pages pages;
  for (int number = 1; number <= int(pdf->pages.size()); ++number)
    pages.push_back(deferred_page({file.name, number}, [pdf, number] { return pdf_page(*pdf, number); }));
  return pages;
}

}  // namespace claimpack::receive
