#include "run/deciding.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/correction_json.hpp"
#include "core/dates.hpp"
#include "extract/extract.hpp"
#include "pack/case_json.hpp"

namespace claimpack::run {

namespace {

using core::Correction;
using core::CorrectionKind;
using Json = nlohmann::json;

constexpr int decisions_kept = 3;  // a document as it was before that is made again
constexpr std::size_t sheets_kept_max = 600;

bool is_page_act(const Correction& each) {
  return each.kind == CorrectionKind::set_kind || each.kind == CorrectionKind::group_pages ||
         each.kind == CorrectionKind::set_aside_page || each.kind == CorrectionKind::restore_page;
}

bool is_field_act(const Correction& each) {
  return each.kind == CorrectionKind::set_field || each.kind == CorrectionKind::accept_field ||
         each.kind == CorrectionKind::clear_field || each.kind == CorrectionKind::add_item ||
         each.kind == CorrectionKind::remove_item;
}

// Those that were read; null for a page that was not.
std::vector<const core::Reading*> read_pages_of(const OpenClaim& open) {
  std::vector<const core::Reading*> pages;
  for (const PageRecord& page : open.pages) pages.push_back(page.lost ? nullptr : &page.reading);
  return pages;
}

// The sheet that a correction of a field means: its document; of a row, whose print may have moved, the sheet that has its page.
int sheet_of(const Correction& said, const std::vector<core::Sheet>& sheets, const std::vector<const core::Reading*>& pages) {
  if (const int named = classify::sheet_named(sheets, pages, said.document); named >= 0) return named;
  const auto row = core::row_place(said.row_key);
  for (std::size_t i = 0; row && i < sheets.size(); ++i)
    for (const core::SheetPage& page : sheets[i].pages)
      if (pages[std::size_t(page.page)] && pages[std::size_t(page.page)]->origin == row->page) return int(i);
  return -1;
}

std::string key_of(const core::Sheet& sheet, const std::vector<Correction>& said) {
  std::string key = sheet.kind + "/" + sheet.subtype + "/" + std::to_string(sheet.confidence);
  for (const core::SheetPage& page : sheet.pages) {
    key += " " + std::to_string(page.page);
    if (page.part)
      for (const int figure : {page.part->x, page.part->y, page.part->w, page.part->h}) key += "," + std::to_string(figure);
  }
  for (const Correction& each : said) key += "\n" + core::json_of<Json>(each).dump();
  return key;
}

std::string day_of(std::int64_t at_ms) {
  constexpr std::int64_t china_offset_ms = 8 * 3'600'000, day_ms = 86'400'000;
  return at_ms <= 0 ? std::string() : core::format_date(core::add_days({1970, 1, 1}, int((at_ms + china_offset_ms) / day_ms)));
}

}  // namespace

std::vector<core::Sheet> sheets_of(const OpenClaim& open, const Equipment& equipment, Deciding& deciding, core::Claim& found) {
  if (!deciding.classified) {
    const Readable readable = readable_pages(open);
    deciding.classified = classify::classify(readable.readings, *equipment.knowledge.kinds);
    renumber(*deciding.classified, readable.indices);
  }
  std::vector<Correction> acts = core::in_force(open.corrections);
  std::erase_if(acts, [](const Correction& each) { return !is_page_act(each); });
  if (acts.empty()) {
    found.blank_pages = deciding.classified->blank_pages;
    return deciding.classified->sheets;
  }
  // A page that could not be read may be set aside all the same.
  auto regrouped = classify::regroup(*deciding.classified, readings_of(open), acts, *equipment.knowledge.kinds);
  found.blank_pages = std::move(regrouped.classified.blank_pages);
  for (const auto& aside : regrouped.aside) found.pages_aside.push_back({aside.page, aside.reason});
  for (auto& each : regrouped.unfit) found.unfit.push_back(std::move(each));
  return std::move(regrouped.classified.sheets);
}

void add_documents(const OpenClaim& open, const std::vector<core::Sheet>& sheets, const Equipment& equipment, Deciding& deciding,
                   core::Claim& found) {
  const auto pages = read_pages_of(open);
  std::vector<std::vector<Correction>> said(sheets.size());
  for (const Correction& each : core::in_force(open.corrections)) {
    if (!is_field_act(each)) continue;
    const int sheet = sheet_of(each, sheets, pages);
    if (sheet >= 0) said[std::size_t(sheet)].push_back(each);
    else
      found.unfit.push_back(
          {each.id, each.document.page.file + " 第" + std::to_string(each.document.page.page) + "页已不是一份材料的首页"});
  }
  const auto all = readings_of(open);
  if (deciding.found.size() > sheets_kept_max) deciding.found.clear();
  const int decision = ++deciding.decisions;
  for (std::size_t i = 0; i < sheets.size(); ++i) {
    const auto [at, fresh] = deciding.documents.try_emplace(key_of(sheets[i], said[i]));
    if (fresh) {
      auto& found_sheet = deciding.found[key_of(sheets[i], {})];
      if (!found_sheet) found_sheet = extract::find(sheets[i], all, *equipment.knowledge.templates);
      at->second.document = extract::finish(*found_sheet, said[i], at->second.unfit);
    }
    at->second.used = decision;
    if (!deciding.keep) deciding.found.clear();
    found.documents.push_back(at->second.document);
    found.unfit.insert(found.unfit.end(), at->second.unfit.begin(), at->second.unfit.end());
  }
  std::erase_if(deciding.documents, [&](const auto& each) { return each.second.used <= decision - decisions_kept; });
  extract::agree(found.documents);
}

core::Result<core::Intake> corrected(const core::Intake& intake, const Correction& correction) {
  Json all = pack::intake_json(intake);
  if (correction.kind == CorrectionKind::set_intake) {
    const Json patch = Json::parse(correction.patch, nullptr, false);
    // A filing that is null says that there is none; a merge patch would take it out, and nobody would have said anything.
    const bool none = patch.is_object() && patch.contains("filing") && patch.at("filing").is_null();
    all.merge_patch(patch);
    if (none) all["filing"] = nullptr;
  } else {
    const std::string by = correction.person_name.empty() ? correction.person : correction.person_name;
    Json& decision = all["decision"];
    decision = {{"state", correction.state}, {"by", by.empty() ? "—" : by}, {"reason", correction.reason}};
    if (const std::string day = day_of(correction.at_ms); !day.empty()) decision["on"] = day;
  }
  auto parsed = receive::parse_intake(all.dump(), "intake");
  if (!parsed) return parsed.error();
  core::Intake result = std::move(parsed).value();
  if (result.claim_id.empty()) result.claim_id = intake.claim_id;
  return result;
}

void take_intake(const OpenClaim& open, const check::Rules& rules, core::Claim& found) {
  found.intake = open.intake;
  found.region = open.region;
  for (const Correction& each : core::in_force(open.corrections)) {
    if (each.kind != CorrectionKind::set_intake && each.kind != CorrectionKind::decision) continue;
    auto next = corrected(found.intake, each);
    if (next && !next.value().region.empty())
      if (const auto known = check::region_id(rules, next.value().region); !known) next = known.error();
    if (!next) {
      found.unfit.push_back({each.id, core::sentence_zh(next.error()) + "（" + next.error().what + "）"});
      continue;
    }
    const bool moved = next.value().region != found.intake.region;
    found.intake = std::move(next).value();
    if (moved) found.region = found.intake.region;
  }
}

int turn_of(const std::vector<Correction>& corrections, const core::Origin& page) {
  int turn = 0;
  for (const Correction& each : corrections)
    if (!each.undone && each.kind == CorrectionKind::turn_page &&
        std::find(each.pages.begin(), each.pages.end(), page) != each.pages.end())
      turn = (turn + each.turn) % 360;
  return turn;
}

core::Turn TurnedBy::find(const core::Image& picture) const {
  core::Turn found = finder_ ? finder_->find(picture) : core::Turn{};
  found.clockwise = (found.clockwise + 360 - clockwise_) % 360;
  return found;
}

}  // namespace claimpack::run
