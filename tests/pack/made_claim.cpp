#include "pack/made_claim.hpp"

#include <jpeglib.h>
#include <unistd.h>
#include <cstdio>  // before jpeglib.h, which needs FILE

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <numbers>

#include "catch.hpp"
#include "core/text.hpp"

namespace claimpack::pack {
namespace {

using core::Box;
using core::EncodedImage;

// 256 x 160, white, a black square at (8, 8) to (55, 55) and two rules: one strip of G4 in which 0 is black.
constexpr std::uint8_t g4_strip[] = {0x26, 0xa0, 0xb6, 0x1b, 0xff, 0xff, 0x22, 0x85, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                     0xff, 0xfe, 0x3f, 0xff, 0xff, 0xfe, 0x40, 0xf0, 0xd4, 0x90, 0x7f, 0xff, 0xf8, 0xff, 0xff,
                                     0xff, 0xff, 0xff, 0xff, 0xe4, 0x0f, 0x0d, 0x49, 0x07, 0xff, 0xff, 0x8f, 0xff, 0xff, 0xff,
                                     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xc0, 0x04, 0x00, 0x40};

void paint(core::Image& image, Box box, std::uint8_t blue, std::uint8_t green, std::uint8_t red) {
  for (int y = box.y; y < box.bottom(); ++y)
    for (int x = box.x; x < box.right(); ++x) {
      std::uint8_t* pixel = &image.bytes[(static_cast<std::size_t>(y) * image.width + x) * 3];
      pixel[0] = blue;
      pixel[1] = green;
      pixel[2] = red;
    }
}

core::Image white(int width, int height, int channels) {
  core::Image image(width, height, channels);
  std::fill(image.bytes.begin(), image.bytes.end(), std::uint8_t{255});
  return image;
}

std::unique_ptr<core::Reading> reading(const std::string& file, int page, int width, int height, double dpi) {
  auto made = std::make_unique<core::Reading>();
  made->origin = {file, page};
  made->width = made->scan_width = width;
  made->height = made->scan_height = height;
  made->dpi = dpi;
  return made;
}

// Turned clockwise by 90° and 3° more, around the middles of clean page and scan.
core::PageMap turned(int width, int height, int scan_width, int scan_height) {
  const double angle = 93 * std::numbers::pi / 180, c = std::cos(angle), s = std::sin(angle);
  core::PageMap map;
  map.m = {c, -s, scan_width / 2.0 - c * width / 2.0 + s * height / 2.0,
           s, c,  scan_height / 2.0 - s * width / 2.0 - c * height / 2.0,
           0, 0,  1};
  return map;
}

// The scan of a white page with a black mark in its upper left corner and a grey one below, on a grey table.
core::Image turned_scan(const core::Reading& reading) {
  core::Image image(reading.scan_width, reading.scan_height, 1);
  const core::PageMap to_clean = reading.to_scan.inverse();
  for (int y = 0; y < image.height; ++y)
    for (int x = 0; x < image.width; ++x) {
      const core::Point p = to_clean.apply(core::Point{x + 0.5, y + 0.5});
      const bool on_page = p.x >= 0 && p.y >= 0 && p.x < reading.width && p.y < reading.height;
      const bool mark = p.x >= 20 && p.x < 90 && p.y >= 20 && p.y < 90, grey = p.x >= 20 && p.x < 90 && p.y >= 450 && p.y < 520;
      image.bytes[static_cast<std::size_t>(y) * image.width + x] = !on_page ? 128 : mark ? 0 : grey ? 100 : 255;
    }
  return image;
}

std::function<core::Result<core::Page>()> pixels(std::function<core::Image()> make) {
  return [make = std::move(make)]() -> core::Result<core::Page> {
    core::Page page;
    page.pixels = make();
    return page;
  };
}

core::Field field(const std::string& value, int page, Box box, double confidence = 0.99) {
  core::Field made;
  made.value = made.text = value;
  made.page = page;
  made.box = box;
  made.confidence = confidence;
  made.accepted = true;
  return made;
}

core::Document document(const std::string& kind, std::vector<core::SheetPage> pages) {
  core::Document made;
  made.kind = kind;
  made.confidence = 0.97;
  made.pages = std::move(pages);
  return made;
}

void add_pages(MadeClaim& made) {
  made.readings.push_back(reading("scan_01.jpg", 1, 827, 1169, 100));
  made.readings.push_back(reading("清单.tif", 1, 256, 160, 100));
  made.readings.push_back(reading("清单.tif", 2, 400, 560, 72));
  made.readings.push_back(reading("清单.tif", 3, 300, 400, 72));
  made.readings.push_back(reading("证件.png", 1, 400, 600, 72));
  made.readings.push_back(reading("坏页.pdf", 7, 800, 600, 100));
  core::Reading& skewed = *made.readings[2];
  skewed.scan_width = 640;
  skewed.scan_height = 480;
  skewed.rotation = 90;
  skewed.quality.skew_degrees = -3;
  skewed.to_scan = turned(400, 560, 640, 480);
  made.readings[3]->quality.blank = true;
  for (const auto& each : made.readings) made.pages.push_back({each.get(), {}, {}});

  core::Image bill = white(827, 1169, 3);
  paint(bill, {30, 30, 80, 80}, 0, 0, 220);
  made.pages[0].original = encoded(EncodedImage::Format::jpeg, jpeg_bytes(bill), 827, 1169, 3);
  made.pages[1].original =
      encoded(EncodedImage::Format::ccitt_g4, std::vector<std::uint8_t>(std::begin(g4_strip), std::end(g4_strip)), 256, 160, 1);
  made.pages[1].original.black_is_one = true;
  made.pages[2].decode = pixels([&skewed] { return turned_scan(skewed); });
  made.pages[3].decode = pixels([] { return white(300, 400, 1); });
  made.pages[4].decode = pixels([] {
    core::Image image = white(400, 600, 3);
    paint(image, {40, 40, 300, 180}, 200, 120, 30);
    paint(image, {40, 340, 300, 180}, 60, 160, 90);
    return image;
  });
  made.pages[5].decode = []() -> core::Result<core::Page> {
    return core::Error{core::ErrorCode::damaged, "Image data ends early", "坏页.pdf:7", "Scan the page again"};
  };
}

void add_text(MadeClaim& made) {
  made.readings[0]->lines = {line("福建省医疗住院收费票据（电子）", {200, 60, 420, 34}),
                             line("票据代码：35060124", {60, 120, 240, 24}), line("交款人：王小明", {60, 170, 210, 24}),
                             line("金额合计（小写）1234.50", {60, 900, 330, 24}), line("𠮷田 & <核对>", {60, 960, 180, 24})};
  // Lines of the turned page stand upright on the clean page.
  made.readings[2]->lines = {line("氯化钠注射液", {120, 200, 180, 26}), line("床位费 3 天", {120, 260, 160, 26})};
  made.readings[0]->codes.push_back({"QRCode", "01,31,35060124", {700, 40, 90, 90}, {700, 40, 90, 90}});
  made.readings[0]->seals.push_back(
      {"red", "oval", "测试医院收费专用章", 0.8, {500, 1000, 160, 100}, {500, 1000, 160, 100}, 0.25});
  core::Signature signature;
  signature.present = true;
  signature.box = signature.upright = {350, 380, 20, 20};
  made.readings[4]->signatures = {signature};
}

void add_documents(MadeClaim& made) {
  core::Document bill = document("inpatient_invoice", {{0, {}}});
  bill.fields["bill_code"] = field("35060124", 0, {140, 120, 160, 24});
  bill.fields["bill_number"] = field("0012345678", 0, {400, 120, 160, 24}, 0.99714159);
  bill.fields["bill_number"].candidates = {{"0012345678", "№0012345678", 0.99714159}, {"0012345673", "№0012345673", 0.002}};
  bill.fields["total_amount"] = field("1234.50", 0, {300, 900, 90, 24});
  bill.fields["hospital_name"] = field("厦门虚构医院", 0, {60, 220, 200, 24});
  bill.fields["admission_date"] = field("2024-04-20", 0, {60, 260, 120, 24});
  bill.fields["discharge_date"] = field("2024-04-28", 0, {200, 260, 120, 24});
  core::Row row;
  row["name"] = field("床位费", 0, {60, 400, 90, 24});
  row["amount"] = field("150.00", 0, {300, 400, 90, 24});
  bill.items.push_back(row);
  core::Document list = document("expense_list", {{1, {}}, {2, {}}});
  core::Document front = document("identity_card", {{4, Box{40, 40, 300, 180}}});
  core::Document card = document("social_security_card", {{4, Box{40, 340, 300, 180}}});
  core::Document certificate = document("diagnosis_certificate", {{5, {}}});
  certificate.fields["diagnoses"] = field("", 5, {10, 10, 50, 20});
  certificate.fields["diagnoses"].is_list = true;
  certificate.fields["diagnoses"].list = {"急性阑尾炎", "高血压病"};
  certificate.fields["emergency"] = field("", 5, {10, 40, 50, 20});
  certificate.fields["emergency"].flag = true;
  made.claim.documents = {certificate, list, bill, front, card};
}

void add_rules(MadeClaim& made) {
  using Status = core::ChecklistItem::Status;
  const std::string rule = "xiamen.inpatient.materials", citation = "住院:医院票据原件、费用清单、出院小结、身份证/社保卡复印件";
  core::Claim& claim = made.claim;
  claim.checklist = {
      {"inpatient_invoice", "住院收费票据", Status::present, {2}, {"inpatient_invoice"}, rule, "原件"},
      {"expense_list", "费用清单", Status::present, {1}, {"expense_list"}, rule, ""},
      {"discharge_summary", "出院小结", Status::missing, {}, {"discharge_summary"}, rule, ""},
      {"identity", "身份证或社会保障卡", Status::present, {3, 4}, {"identity_card", "social_security_card"}, rule, "复印件"},
      {"bank_card", "银行卡", Status::waived, {}, {"bank_card"}, "national.bank", ""}};
  core::Finding missing{rule,     core::Severity::supplement,           "缺出院小结，请补交。",
                        citation, "请提交出院小结一份，须有医院盖章。", {}};
  core::Finding pages{"x.list.pages", core::Severity::supplement, "费用清单缺第 3 页（共 3 页），请补交。",
                      "清单须完整",   "请到医院补打第 3 页。",    {}};
  pages.evidence = {{1, "", 2}};
  core::Finding doubt{
      "x.stay.days", core::Severity::review, "住院天数与日期相差 1 天，待核。", "", "", {{2, "admission_date", -1}}};
  claim.findings = {doubt, missing, pages};
  claim.pay = {{"xiamen.late_filing.self_pay10", "先自付 10%，余下部分按规定支付。", "出院后补办备案的,需先自付10%费用"}};
}

}  // namespace

core::Line line(const std::string& text, Box box) {
  core::Line made;
  made.text = text;
  made.confidence = 0.98;
  made.box = made.upright = box;
  return made;
}

EncodedImage encoded(EncodedImage::Format format, std::vector<std::uint8_t> bytes, int width, int height, int components) {
  EncodedImage image;
  image.format = format;
  image.bytes = std::make_shared<const std::vector<std::uint8_t>>(std::move(bytes));
  image.width = width;
  image.height = height;
  image.components = components;
  return image;
}

MadeClaim made_claim() {
  MadeClaim made;
  core::Claim& claim = made.claim;
  claim.claim_id = "2024-000123";
  claim.region = "xiamen";
  claim.region_title = "厦门市";
  claim.layers = {"xiamen", "national"};
  claim.claim_type = "inpatient";
  claim.claimant_name = "王小明";
  claim.claimant_id_number = "350203195803120018";
  claim.intake.submitted_on = "2024-05-20";
  claim.intake.submitter = "self";
  claim.intake.channel = "window";
  claim.intake.treatment_region = "上海市";
  claim.outcome = core::Outcome::supplement;
  claim.blank_pages = {3};
  claim.set_aside = {{"说明.txt", "不是扫描件", {}}};
  claim.inputs = {{"scan_01.jpg", std::string(64, 'a')}};
  claim.templates_digest = "t1";
  claim.models_digest = "m1";
  claim.program = "claimpack 0.1.0";
  add_pages(made);
  add_text(made);
  add_documents(made);
  add_rules(made);
  return made;
}

std::shared_ptr<const NoticeData> notice_data() {
  static const auto data = [] {
    auto loaded = load_notice_data(std::filesystem::path(CLAIMPACK_SOURCE) / "templates/notices");
    if (!loaded) FAIL(core::sentence(loaded.error()));
    return std::move(loaded).value();
  }();
  return data;
}

core::Packet MadeClaim::packed(Settings settings) const {
  if (!settings.notices) settings.notices = notice_data();
  auto packet = pack(claim, pages, settings);
  if (!packet) FAIL(core::sentence(packet.error()));
  return std::move(packet).value();
}

std::vector<const core::Reading*> MadeClaim::reading_list() const {
  std::vector<const core::Reading*> list;
  for (const auto& each : readings) list.push_back(each.get());
  return list;
}

namespace {

std::vector<std::uint8_t> compressed(int width, int height, int channels, J_COLOR_SPACE space,
                                     const std::vector<std::uint8_t>& rows) {
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned char* buffer = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&jpeg, &buffer, &size);
  jpeg.image_width = static_cast<JDIMENSION>(width);
  jpeg.image_height = static_cast<JDIMENSION>(height);
  jpeg.input_components = channels;
  jpeg.in_color_space = space;
  jpeg_set_defaults(&jpeg);
  if (space == JCS_CMYK) jpeg.write_Adobe_marker = TRUE;
  jpeg_set_quality(&jpeg, 92, TRUE);
  jpeg_start_compress(&jpeg, TRUE);
  while (jpeg.next_scanline < jpeg.image_height) {
    auto* row = const_cast<JSAMPROW>(&rows[static_cast<std::size_t>(jpeg.next_scanline) * width * channels]);
    jpeg_write_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_compress(&jpeg);
  std::vector<std::uint8_t> bytes(buffer, buffer + size);
  jpeg_destroy_compress(&jpeg);
  std::free(buffer);
  return bytes;
}

}  // namespace

std::vector<std::uint8_t> jpeg_bytes(const core::Image& image) {
  std::vector<std::uint8_t> rgb(image.bytes);
  for (std::size_t i = 0; i + 2 < rgb.size(); i += 3) std::swap(rgb[i], rgb[i + 2]);
  return compressed(image.width, image.height, 3, JCS_RGB, rgb);
}

std::vector<std::uint8_t> cmyk_jpeg_bytes(int width, int height, const std::vector<std::uint8_t>& inks) {
  return compressed(width, height, 4, JCS_CMYK, inks);
}

std::string output_of(const std::string& command) {
  std::string output;
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  REQUIRE(pipe);
  char buffer[4096];
  for (std::size_t n; (n = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) output.append(buffer, n);
  const int status = pclose(pipe);
  INFO(command << "\n" << output);
  REQUIRE(status == 0);
  return output;
}

Folder::Folder() {
  static int count = 0;
  path_ = std::filesystem::temp_directory_path() / ("claimpack_pack_" + std::to_string(getpid()) + "_" + std::to_string(count++));
  std::filesystem::create_directories(path_);
}
Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}
std::string Folder::path(const std::string& name) const { return (path_ / name).string(); }
std::string Folder::write(const std::string& name, const std::string& bytes) const {
  std::ofstream(path(name), std::ios::binary) << bytes;
  return path(name);
}

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string without_space(const std::string& text) {
  std::string result;
  for (char c : text)
    if (!std::isspace(static_cast<unsigned char>(c))) result += c;
  return result;
}

int occurrences(const std::string& text, const std::string& part) {
  int count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

Drawn drawn(const std::string& pdf_path, int page, double dpi) {
  const std::string number = std::to_string(page), to = pdf_path + ".page" + number;
  output_of("pdftoppm -r " + std::to_string(dpi) + " -f " + number + " -l " + number + " -singlefile '" + pdf_path + "' '" + to +
            "'");
  const std::string ppm = bytes_of(to + ".ppm");
  Drawn result;
  int depth = 0, header = 0;
  REQUIRE(std::sscanf(ppm.c_str(), "P6 %d %d %d%n", &result.width, &result.height, &depth, &header) == 3);
  result.bytes.assign(ppm.begin() + header + 1, ppm.end());
  REQUIRE(result.bytes.size() == static_cast<std::size_t>(result.width) * result.height * 3);
  return result;
}

int dark_pixels(const Drawn& page, double x0, double y0, double x1, double y1) {
  int dark = 0;
  for (int y = std::max(0, static_cast<int>(y0)); y < std::min(page.height, static_cast<int>(y1)); ++y)
    for (int x = std::max(0, static_cast<int>(x0)); x < std::min(page.width, static_cast<int>(x1)); ++x)
      dark += page.green(x, y) < 190;
  return dark;
}

SeenCharacters look_at(const std::string& path, int pages) {
  constexpr double dpi = 96, scale = dpi / 72;
  SeenCharacters seen;
  for (int number = 1; number <= pages; ++number) {
    const std::string n = std::to_string(number);
    const std::string boxes =
        output_of("pdftotext -bbox-layout -f " + n + " -l " + n + " '" + path + "' - | grep '<word' || true");
    const Drawn page = drawn(path, number, dpi);
    for (auto at = boxes.find("<word"); at != std::string::npos; at = boxes.find("<word", at + 1)) {
      double x0 = 0, y0 = 0, x1 = 0, y1 = 0;
      const std::string line = boxes.substr(at, boxes.find('\n', at) - at);
      REQUIRE(std::sscanf(line.c_str(), "<word xMin=\"%lf\" yMin=\"%lf\" xMax=\"%lf\" yMax=\"%lf\"", &x0, &y0, &x1, &y1) == 4);
      const std::u32string word = core::to_u32(line.substr(line.find('>') + 1, line.rfind('<') - line.find('>') - 1));
      if (!std::all_of(word.begin(), word.end(), [](char32_t c) { return c >= 0x4e00 && c < 0xa000; })) continue;
      const double step = (x1 - x0) / static_cast<double>(word.size());
      for (std::size_t i = 0; i < word.size(); ++i, ++seen.characters) {
        const double left = x0 + step * static_cast<double>(i);
        if (dark_pixels(page, left * scale + 1, y0 * scale, (left + step) * scale - 1, y1 * scale) == 0)
          seen.white += core::to_utf8(word[i]);
      }
    }
  }
  return seen;
}

}  // namespace claimpack::pack
