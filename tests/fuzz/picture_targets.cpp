#include <filesystem>

#include "fuzz/targets.hpp"
#include "pack/jpeg_header.hpp"
#include "pack/png_rows.hpp"
#include "receive/content.hpp"
#include "receive/ending.hpp"
#include "receive/exif.hpp"
#include "receive/jpeg.hpp"
#include "receive/makers.hpp"
#include "receive/pdf_listing.hpp"
#include "receive/portable_map.hpp"
#include "receive/scan_file.hpp"
#include "receive/tiff_file.hpp"

namespace claimpack::fuzz {

namespace {

using namespace receive;

const Limits& small_limits() {
  static const Limits limits = [] {
    Limits some;
    some.pixels_max = 2'000'000, some.pages_max = 20;
    return some;
  }();
  return limits;
}

std::filesystem::path written(Input input, const std::string& name) {
  static const made::Folder folder;
  made::write(folder / name, std::string(text_of(input)));
  return folder / name;
}

using Open = core::Result<Pages> (*)(const ScanFile&, const Limits&);

void decode_all(Input input, const std::string& name, Open open) {
  const auto path = written(input, name);
  auto pages = open({path, name, {}}, small_limits());
  if (!pages) return;
  promised(pages.value().size() <= 20, "no more pages than the limit");
  for (const auto& page : pages.value()) {
    const auto decoded = page->decode();
    if (!decoded) continue;
    const core::Image& image = decoded.value().pixels;
    promised(std::int64_t(image.width) * image.height <= small_limits().pixels_max, "no more pixels than the limit");
    promised(image.bytes.size() == std::size_t(image.width) * std::size_t(image.height) * std::size_t(image.channels),
             "an image has the bytes of its size");
  }
}

void take_jpeg(Input input) {
  static_cast<void>(read_jpeg_header({input.begin(), input.end()}, "a.jpg", small_limits()).ok());
  if (const auto header = pack::read_jpeg_header(input))
    promised(header->components == 1 || header->components == 3 || header->components == 4, "components that a PDF has");
  decode_all(input, "a.jpg", open_jpeg);
}

void take_png(Input input) {
  if (const auto rows = pack::read_png(input)) pack::is_sound(*rows);
  decode_all(input, "a.png", open_png);
}

void take_bmp(Input input) { decode_all(input, "a.bmp", open_bmp); }

void take_tiff(Input input) {
  { const TiffFile in_memory(input); }
  decode_all(input, "a.tif", open_tiff);
}

void take_g4(Input input) {
  if (input.size() < 2) return;
  const int width = 1 + input[0], height = 1 + input[1];
  const auto rows = decode_g4(input.subspan(2), width, height);
  promised(rows.empty() || rows.size() == std::size_t((width + 7) / 8 * height), "whole rows of bits, or none");
}

void take_exif(Input input) {
  const ExifFacts facts = read_exif(input);
  promised(facts.orientation >= 1 && facts.orientation <= 8, "an orientation that there is");
}

void take_portable_map(Input input) {
  const auto image = read_portable_map(text_of(input), small_limits().pixels_max);
  if (image)
    promised(image->bytes.size() == std::size_t(image->width) * std::size_t(image->height) * std::size_t(image->channels),
             "an image has the bytes of its size");
}

// pdfinfo, pdfimages -list, pdftotext -bbox-layout, parted by a byte that none of them prints.
void take_pdf_listing(Input input) {
  const std::string text(text_of(input));
  const std::size_t first = std::min(text.find('\x1e'), text.size());
  const std::size_t second = std::min(text.find('\x1e', std::min(first + 1, text.size())), text.size());
  auto facts = parse_pdfinfo(text.substr(0, first));
  if (!facts) return;
  if (first < text.size()) add_images(*facts, text.substr(first + 1, second - first - 1));
  if (second < text.size()) add_text(*facts, text.substr(second + 1));
  for (const ListedPage& page : facts->listed) {
    const PagePlan plan = plan_page(page);
    promised(plan.image < int(page.images.size()), "the image of the plan is on the page");
    promised(plan.dpi >= 50 && plan.dpi <= 1200, "a resolution that can be drawn");
    text_length(page);
    for (const ListedImage& image : page.images) placed_width(image), placed_height(image);
  }
}

void take_ending(Input input) {
  content_of(input.subspan(0, std::min(input.size(), head_bytes)));
  static_cast<void>(ending_of(written(input, "any")).ok());
}

std::vector<Seed> jpegs() {
  const auto grey = made::page(40, 24), colour = made::coloured_page(33, 17);
  return {made::jpeg(grey, 200, 6), made::jpeg(colour, 0, 0, true), made::cmyk_jpeg(16, 16)};
}

std::vector<Seed> pngs() {
  const auto grey = made::page(40, 24), colour = made::coloured_page(33, 17);
  return {made::png(grey, 200), made::png(colour), made::png_raw(9, 4, 1, 0, Seed(8, 0x5a)),
          made::png_raw(4, 4, 16, 6, Seed(128, 0x33)), made::png_header(4'000'000, 4'000'000)};
}

std::vector<Seed> bmps() { return {made::bmp(made::coloured_page(20, 12), 200), made::bmp(made::coloured_page(13, 7))}; }

Seed tiff_of(const std::vector<made::TiffPage>& pages) {
  const made::Folder folder;
  made::tiff(folder / "a.tif", pages);
  return made::read(folder / "a.tif");
}

std::vector<Seed> tiffs() {
  const auto grey = made::page(64, 40), colour = made::coloured_page(48, 32);
  return {tiff_of({{&grey, 4, 0, 16, 1, 1, 0, 200}, {&grey, 4, 1, 0, 2, 1, 0, 200}}),
          tiff_of({{&colour, 5, 2, 8}, {&grey, 5, 1, 16}}), tiff_of({{&colour, 32773, 2, 8}}),
          tiff_of({{&grey, 1, 1, 0, 1, 8, 16}}), tiff_of({{&colour, 7, 6, 16}})};
}

std::vector<Seed> strips() {
  const auto grey = made::page(64, 40);
  Seed bits(8 * 40, 0);
  for (std::size_t i = 0; i < bits.size(); ++i) bits[i] = std::uint8_t(grey.bytes[i * 8] < 128 ? 0xc3 : 0);
  Seed strip = encode_g4(bits, 64, 40);
  strip.insert(strip.begin(), {63, 39});
  return {strip};
}

std::vector<Seed> exifs() {
  const auto block = [](std::string_view text) { return seed_of(text); };
  using namespace std::string_view_literals;
  return {
      block(
          "II*\0\x08\0\0\0\x02\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\x1a\x01\x05\0\x01\0\0\0\x26\0\0\0\0\0\0\0\x2c\x01\0\0\x01\0\0\0"sv),
      block("MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x08\0\0\0\0\0\0"sv)};
}

std::vector<Seed> maps() {
  return {seed_of("P4\n16 2\n\xff\x0f\xf0\x01"), seed_of("P5 # grey\n3 2 255\nabcdef"), seed_of("P6\n1 2\n255\nabcdef")};
}

std::vector<Seed> listings() {
  return {seed_of(
      "Pages:           2\nPage    1 size: 595.28 x 841.89 pts (A4)\nPage    1 rot:  90\nPage    2 size: 612 x 792 pts "
      "(letter)\nPage    2 rot:  0\n\x1e"
      "page   num  type   width height color comp bpc  enc interp  object ID x-ppi y-ppi size ratio\n"
      "-------------------------------------------------------\n"
      "   1     0 image    1654  2339  gray    1   1  ccitt  no         7  0   200   200 20.1K 4.3%\n"
      "   1     1 smask     100   100  gray    1   8  image  no         8  0   72    72 1.1K 4.3%\n"
      "   2     2 image    1240  1754  icc     3   8  jpeg   no   [inline]     150   150 20.1K 4.3%\n\x1e"
      "<doc>\n<page width=\"595.28\" height=\"841.89\">\n<flow><block xMin=\"72\" yMin=\"70\" xMax=\"100\" "
      "yMax=\"90\"><line xMin=\"72\" yMin=\"70\" xMax=\"100\" yMax=\"90\"><word xMin=\"72.0\" yMin=\"70\" "
      "xMax=\"84\" yMax=\"82\">a&amp;b</word><word xMin=\"86\" yMin=\"70\" xMax=\"99.5\" "
      "yMax=\"82\">&#x5408;</word></line></block></flow>\n</page>\n<page width=\"612\" height=\"792\"></page>\n</doc>\n")};
}

std::vector<Seed> endings() {
  std::vector<Seed> all{seed_of("%PDF-1.4\n1 0 obj\nstartxref\n9\n%%EOF\n"), seed_of("{\"a\": 1}"), seed_of("GIF89a"),
                        made::zip({{"a.txt", made::bytes_of("a")}})};
  for (const auto& some : {jpegs(), pngs(), bmps(), tiffs()}) all.insert(all.end(), some.begin(), some.end());
  return all;
}

}  // namespace

std::vector<Target> picture_targets() {
  return {{"jpeg", take_jpeg, jpegs, 4096},
          {"png", take_png, pngs, 2048},
          {"bmp", take_bmp, bmps, 1024},
          {"tiff", take_tiff, tiffs, 4096},
          {"group4", take_g4, strips, 1024},
          {"exif", take_exif, exifs, 256},
          {"portable_map", take_portable_map, maps, 256},
          {"pdf_listing", take_pdf_listing, listings, 4096},
          {"ending", take_ending, endings, 4096}};
}

}  // namespace claimpack::fuzz
