// `claimpack explain`: who vouches for a value, and the picture of the place that it came from.
#include <algorithm>
#include <cstring>
#include <functional>
#include <map>

#include "run/batch.hpp"
#include "run/commands.hpp"
#include "run/equipment.hpp"
#include "run/output.hpp"
#include "run/steps.hpp"
#include "run/summary.hpp"
#include "run/table.hpp"

namespace claimpack::run {

namespace {

// A value with its name as the claim calls it.
struct Place {
  int document = 0;
  std::string name;  // "total_amount", "items[3].amount"
  const core::Field* field = nullptr;
};

std::vector<Place> places_of(const core::Document& document, int index) {
  std::vector<Place> places;
  for (const auto& [name, field] : document.fields) places.push_back({index, name, &field});
  for (std::size_t r = 0; r < document.items.size(); ++r)
    for (const auto& [name, field] : document.items[r])
      places.push_back({index, "items[" + std::to_string(r + 1) + "]." + name, &field});
  return places;
}

bool is_asked(const Place& place, const core::Document& document, const std::string& asked) {
  return asked == place.name || asked == document.kind + "." + place.name;
}

const char* title_of(core::Witness witness, Language language) {
  static const std::map<core::Witness, std::pair<const char*, const char*>> titles = {
      {core::Witness::reader, {"第一识别器", "first reader"}},
      {core::Witness::second_reader, {"第二次识别", "second reader"}},
      {core::Witness::code, {"二维码或条形码", "QR or bar code"}},
      {core::Witness::text_layer, {"文件自带文字", "the file's own text"}},
      {core::Witness::words, {"大写与小写", "amount in words and in figures"}},
      {core::Witness::row_product, {"数量×单价", "quantity × price"}},
      {core::Witness::column_sum, {"各行之和", "sum of the rows"}},
      {core::Witness::category_sum, {"分类之和", "sum of the category"}},
      {core::Witness::page_carry, {"页小计或承前页", "subtotal or carry of the page"}},
      {core::Witness::payment_identity, {"各项支付之和", "sum of the payments"}},
      {core::Witness::check_digit, {"校验位", "check digit"}},
      {core::Witness::structure, {"号码或日期的格式", "form of the number or date"}},
      {core::Witness::stay_days, {"住院天数", "days of stay"}},
      {core::Witness::lexicon, {"词库", "lexicon"}},
      {core::Witness::other_document, {"其他材料", "another paper"}},
      {core::Witness::seal, {"印章文字", "text of a seal"}},
      {core::Witness::reviewer, {"人工核对", "a person"}}};
  const auto& [zh, en] = titles.at(witness);
  return language == Language::en ? en : zh;
}

std::string value_text(const core::Field& field) {
  if (field.flag) return *field.flag ? "true" : "false";
  if (!field.is_list) return field.value;
  std::string text;
  for (const auto& each : field.list) text += (text.empty() ? "" : "；") + each;
  return text;
}

// The box with a line's height of paper around it, as scanned.
core::Image crop_of(const core::Image& scan, const core::Box& box) {
  const int pad = std::max(8, box.h / 2);
  const core::Box area =
      core::intersect({box.x - pad, box.y - pad, box.w + 2 * pad, box.h + 2 * pad}, {0, 0, scan.width, scan.height});
  if (area.empty()) return {};
  core::Image crop(area.w, area.h, scan.channels);
  const std::size_t row = std::size_t(area.w) * std::size_t(scan.channels);
  for (int y = 0; y < area.h; ++y)
    std::memcpy(crop.bytes.data() + std::size_t(y) * row,
                scan.bytes.data() +
                    (std::size_t(area.y + y) * std::size_t(scan.width) + std::size_t(area.x)) * std::size_t(scan.channels),
                row);
  return crop;
}

// The picture's file, or why there is none.
std::string keep_crop(const OpenClaim& open, const Place& place, const std::filesystem::path& folder) {
  const PageRecord& page = open.pages.at(std::size_t(place.field->page));
  if (!page.source) return "";
  auto scan = page.source->decode();
  if (!scan) return core::sentence(scan.error());
  const core::Image crop = crop_of(scan.value().pixels, place.field->box);
  if (crop.empty()) return "";
  std::error_code ignored;
  std::filesystem::create_directories(folder, ignored);
  const auto file =
      folder / (safe_name(std::to_string(place.document + 1) + "_" + place.name) + (crop.channels == 3 ? ".ppm" : ".pgm"));
  const auto written = write_picture(crop, file);
  return written ? file.string() : core::sentence(written.error());
}

std::string told(const Place& place, const core::Document& document, const OpenClaim& open, const Equipment& equipment,
                 const ExplainOptions& options, Language language) {
  const bool zh = language == Language::zh;
  const core::Field& field = *place.field;
  const core::Origin& origin = open.pages.at(std::size_t(field.page)).reading.origin;
  std::string text =
      extract::title_of(*equipment.knowledge.templates, document.kind) + " " + place.name + " = " + value_text(field) + "\n";
  std::vector<std::vector<std::string>> rows;
  rows.push_back({zh ? "  读作" : "  read as", field.text});
  if (!field.read_first.empty()) rows.push_back({zh ? "  改正前" : "  before it was mended", field.read_first});
  rows.push_back({zh ? "  位置" : "  place", origin.file + ":" + std::to_string(origin.page) + " [" +
                                                 std::to_string(field.box.x) + ", " + std::to_string(field.box.y) + ", " +
                                                 std::to_string(field.box.w) + ", " + std::to_string(field.box.h) + "]"});
  rows.push_back({zh ? "  识别器自评" : "  the reader's own confidence", fixed(field.reading, 3)});
  rows.push_back({zh ? "  同类值的正确率" : "  such values are right", fixed(field.confidence, 4)});
  rows.push_back({zh ? "  结论" : "  verdict", field.accepted ? (zh ? "已证，无需人工" : "accepted without a person")
                                                              : (zh ? "待核" : "a person should look")});
  for (const core::Testimony& each : field.witnesses)
    rows.push_back({std::string("  ") + (each.agrees ? "✓ " : "✗ ") + title_of(each.by, language), each.says});
  if (field.witnesses.empty()) rows.push_back({zh ? "  无旁证" : "  no witness", ""});
  for (const core::Candidate& other : field.candidates)
    if (other.value != field.value)
      rows.push_back({zh ? "  其他读法" : "  other reading", other.value + "  " + fixed(other.confidence, 3)});
  if (!options.crops.empty()) rows.push_back({zh ? "  图" : "  picture", keep_crop(open, place, options.crops)});
  return text + table(rows);
}

// Keeps the one claim whole.
class OneClaim : public Sink {
 public:
  explicit OneClaim(std::filesystem::path readings) : readings_(std::move(readings)) {}
  std::function<void(const OpenClaim&, const core::Claim&)> tell;

  core::Result<core::Done> begin(OpenClaim& open, ClaimReport&) override {
    open.kept = kept_steps(readings_, open.claim_id);
    return core::Done{};
  }
  core::Result<core::Done> finish(OpenClaim& open, const core::Claim& decided, ClaimReport&) override {
    tell(open, decided);
    return core::Done{};
  }

 private:
  std::filesystem::path readings_;
};

// Why a field that was asked for has no value, by document that may carry it.
std::string absences(const core::Claim& claim, const std::string& asked, Language language) {
  std::string text;
  for (const auto& document : claim.documents)
    for (const auto& [name, why] : document.absent) {
      if (asked != name && asked != document.kind + "." + name) continue;
      const char* words = why == core::Absence::not_printed ? (language == Language::zh ? "票面未印" : "not printed")
                          : why == core::Absence::not_found ? (language == Language::zh ? "未找到" : "not found")
                                                            : (language == Language::zh ? "无法辨认" : "illegible");
      text += document.kind + "." + name + ": " + words + "\n";
    }
  return text;
}

}  // namespace

Exit explain_command(const ExplainOptions& options, const Common& common) {
  const auto equipment = load_equipment(common);
  if (!equipment) return refuse(equipment.error(), common);
  const auto candidates = find_candidates({options.claim});
  if (candidates.size() != 1)
    return refuse({core::ErrorCode::bad_input, "This is not one claim", options.claim.string(), "Name the folder of one claim"},
                  common);
  if (candidates.front().error) return refuse(*candidates.front().error, common);
  OneClaim sink(options.readings);
  std::string text;
  sink.tell = [&](const OpenClaim& open, const core::Claim& claim) {
    for (std::size_t d = 0; d < claim.documents.size(); ++d)
      for (const Place& place : places_of(claim.documents[d], int(d)))
        if (is_asked(place, claim.documents[d], options.field))
          text += told(place, claim.documents[d], open, *equipment.value(), options, common.language) + "\n";
    text += absences(claim, options.field, common.language);
  };
  Progress progress(common.err, common.err_is_terminal, common.language, 1);
  const BatchReport batch =
      run_batch(candidates, common.region, jobs_of(common.jobs, equipment.value()->settings), equipment.value(), sink, progress);
  if (!batch.claims.empty() && batch.claims.front().error) return refuse(*batch.claims.front().error, common);
  if (text.empty())
    return refuse({core::ErrorCode::bad_input, "No document of this claim has a field " + options.field, options.claim.string(),
                   "Fields are named as in claim.json, e.g. total_amount or items[1].amount"},
                  common);
  common.out << text << std::flush;
  return Exit::all_complete;
}

}  // namespace claimpack::run
