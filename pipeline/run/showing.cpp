#include "run/showing.hpp"

#include <algorithm>
#include <fstream>
#include <limits>
#include <set>
#include <utility>

#include "core/text.hpp"
#include "extract/refine.hpp"
#include "receive/digest.hpp"
#include "run/deciding.hpp"
#include "run/kept_claim.hpp"
#include "run/output.hpp"

namespace claimpack::run {

using core::Document;
using core::Error;
using core::ErrorCode;
using core::Result;
using core::ShownValue;

namespace {

constexpr int claims_tried_max = 300;   // the newest that name the hospital
constexpr int claims_seen_max = 5'000;  // how far back they are looked for
constexpr double person_sees = 0.5;     // of two boxes, the share that makes them one place

std::string folded(const std::string& text) { return core::without_blanks(core::fold_width(text)); }

Result<OpenClaim> opened(core::Shelf& shelf, const core::PacketRecord& packet) {
  if (packet.readings.empty())
    return Error{ErrorCode::missing_part, "The claim was packed without its readings", packet.claim_id,
                 "Have its scans read again"};
  const auto bytes = shelf.bytes_of(packet.readings);
  if (!bytes) return bytes.error();
  return open_kept_claim(bytes.value());
}

// The last packets of claims that say the hospital's name somewhere, the newest first. A few at a time: who waits for the ledger
// meanwhile is served between them.
Result<std::vector<core::PacketRecord>> naming(core::Shelf& shelf, const std::string& hospital) {
  constexpr int asked_at_once = 50;
  std::vector<core::PacketRecord> found;
  std::set<std::int64_t> seen;
  std::int64_t before = std::numeric_limits<std::int64_t>::max();
  while (int(found.size()) < claims_tried_max && int(seen.size()) < claims_seen_max) {
    const auto some = shelf.packets_before(before, asked_at_once);
    if (!some) return some.error();
    if (some.value().empty()) break;
    before = some.value().back().id;
    for (const core::PacketRecord& packet : some.value()) {
      if (!seen.insert(packet.claim).second || packet.readings.empty() || int(found.size()) >= claims_tried_max) continue;
      for (const auto& file : packet.files) {
        if (file.name != "claim.json") continue;
        const auto bytes = shelf.bytes_of(file.digest);
        if (bytes && folded(bytes.value()).find(hospital) != std::string::npos) found.push_back(packet);
      }
    }
  }
  return found;
}

const std::string& kind_of(const core::Sheet& sheet) {
  return sheet.kind == "other" && !sheet.subtype.empty() ? sheet.subtype : sheet.kind;
}

std::string value_of(const core::Field& field) {
  std::string text = field.value;
  for (const auto& each : field.list) text += (text.empty() ? "" : "；") + each;
  return text;
}

class Trial {
 public:
  Trial(const core::PacketRecord& packet, const OpenClaim& open, core::ShownDraft& draft)
      : packet_(packet), open_(open), draft_(draft) {}

  void field(const Document& before, const Document& after, const std::string& name, bool shown) {
    ShownValue value = place(after, name);
    const auto old = before.fields.find(name), now = after.fields.find(name);
    if (old != before.fields.end()) value.before = value_of(old->second);
    if (now != after.fields.end()) take(now->second, value);
    if (!shown) {
      if (value.value != value.before) draft_.also.push_back(std::move(value));
      return;
    }
    if (value.value.empty()) {
      const auto absent = after.absent.find(name);
      const bool illegible = absent != after.absent.end() && absent->second == core::Absence::illegible;
      const bool printed = absent == after.absent.end() || absent->second != core::Absence::not_printed;
      value.why = illegible ? "标签在，值看不清" : printed ? "标签旁没有这种值" : "没有印这个标签";
      draft_.misses.push_back(std::move(value));
    } else {
      draft_.hits.push_back(std::move(value));
    }
  }

  void column(const Document& before, const Document& after, const std::string& name) {
    int found = 0, had = 0;
    ShownValue value = place(after, "items." + name);
    for (const auto& row : after.items)
      if (const auto cell = row.find(name); cell != row.end() && !cell->second.value.empty()) {
        if (++found == 1) take(cell->second, value);
      }
    for (const auto& row : before.items) had += row.count(name) > 0;
    value.before = std::to_string(had) + " 行";
    value.value = found > 0 ? std::to_string(found) + " 行" : "";
    if (found > 0) draft_.hits.push_back(std::move(value));
    else value.why = after.items.empty() ? "没有找到表头" : "表中没有这一列", draft_.misses.push_back(std::move(value));
  }

 private:
  const core::PacketRecord& packet_;
  const OpenClaim& open_;
  core::ShownDraft& draft_;

  ShownValue place(const Document& document, const std::string& name) const {
    ShownValue value;
    value.claim = packet_.claim, value.claim_id = packet_.claim_id, value.name = name;
    if (!document.pages.empty()) value.page = open_.pages[std::size_t(document.pages.front().page)].reading.origin;
    return value;
  }
  void take(const core::Field& field, ShownValue& value) const {
    value.value = value_of(field), value.box = field.box;
    if (field.page >= 0 && std::size_t(field.page) < open_.pages.size())
      value.page = open_.pages[std::size_t(field.page)].reading.origin;
  }
};

// What was shown with its value must come out as it was shown.
void hold_against(const std::vector<core::ShownMark>& marks, std::int64_t claim, core::ShownDraft& draft) {
  for (const core::ShownMark& mark : marks) {
    if (!mark.value || mark.column) continue;
    for (auto hit = draft.hits.begin(); hit != draft.hits.end(); ++hit) {
      if (hit->claim != claim || hit->name != mark.name || !(hit->page == mark.page)) continue;
      const auto common = core::intersect(hit->box, *mark.value);
      if (double(common.area()) >= person_sees * double(std::min(hit->box.area(), mark.value->area()))) continue;
      hit->why = "取到的不是所指的地方";
      draft.misses.push_back(std::move(*hit));
      draft.hits.erase(hit);
      break;
    }
  }
}

}  // namespace

Result<core::ShownDraft> ShownTemplates::draft(std::int64_t claim, const std::string& kind, const std::string& hospital,
                                               const std::vector<core::ShownMark>& marks) {
  const auto packet = shelf_.last_packet(claim);
  if (!packet) return packet.error();
  if (!packet.value())
    return Error{ErrorCode::bad_input, "The claim has no packet yet", std::to_string(claim), "Wait until it was read"};
  const auto shown = opened(shelf_, *packet.value());
  if (!shown) return shown.error();
  extract::Refinement refinement{kind, hospital, {}, {}};
  for (const core::ShownMark& mark : marks) {
    const auto page = std::find_if(shown.value().pages.begin(), shown.value().pages.end(),
                                   [&](const PageRecord& each) { return each.reading.origin == mark.page; });
    if (page == shown.value().pages.end())
      return Error{ErrorCode::bad_input, "The claim has no such page", mark.page.file, "Mark a page of the claim"};
    const std::string label = extract::label_at(page->reading, page->reading.to_scan.inverse().apply(mark.label));
    if (label.empty())
      return Error{ErrorCode::bad_input, "Nothing was read where the label of `" + mark.name + "` was marked", mark.page.file,
                   "Draw the box around the label's characters"};
    (mark.column ? refinement.columns : refinement.fields)[mark.name].push_back(label);
  }
  core::ShownDraft draft;
  draft.yaml = extract::refinement_yaml(refinement);
  const auto checked = extract::read_refinement(draft.yaml, "draft", *equipment_->knowledge.templates);
  if (!checked) return checked.error();
  const auto templates = extract::refined(*equipment_->knowledge.templates, {checked.value()});
  if (!templates) return templates.error();
  const std::string name = folded(hospital);
  const auto archive = naming(shelf_, name);
  if (!archive) return archive.error();
  for (const core::PacketRecord& each : archive.value()) {
    const auto open = opened(shelf_, each);
    if (!open) continue;
    Deciding deciding;
    core::Claim found;
    const auto readings = readings_of(open.value());
    for (const core::Sheet& sheet : sheets_of(open.value(), *equipment_, deciding, found)) {
      if (kind_of(sheet) != kind) continue;
      const Document after = extract::extract(sheet, readings, *templates.value());
      if (folded(after.all_text).find(name) == std::string::npos) continue;
      const Document before = extract::extract(sheet, readings, *equipment_->knowledge.templates);
      ++draft.papers;
      Trial trial(each, open.value(), draft);
      for (const auto& [field, labels] : refinement.fields) trial.field(before, after, field, true);
      for (const auto& [column, labels] : refinement.columns) trial.column(before, after, column);
      std::set<std::string> others;
      for (const auto* document : {&before, &after})
        for (const auto& [field, value] : document->fields)
          if (!refinement.fields.count(field)) others.insert(field);
      for (const std::string& field : others) trial.field(before, after, field, false);
    }
  }
  hold_against(marks, claim, draft);
  return draft;
}

Result<std::string> ShownTemplates::save(const std::string& yaml) {
  const auto read = extract::read_refinement(yaml, "draft", *equipment_->knowledge.templates);
  if (!read) return read.error();
  const std::string text = extract::refinement_yaml(read.value());
  // A name of its own for every content: saving the same twice is saving it once.
  const std::string name = safe_name(read.value().kind + "-" + read.value().hospital) + "-" +
                           receive::sha256_hex(std::string_view(text)).substr(0, 8) + ".yaml";
  std::error_code fault;
  std::filesystem::create_directories(folder_, fault);
  const auto coming = folder_ / ("." + name);
  std::ofstream out(coming, std::ios::binary);
  out << text;
  out.close();
  if (out) std::filesystem::rename(coming, folder_ / name, fault);
  if (!out || fault)
    return Error{ErrorCode::disk, "The template could not be saved", folder_.string(),
                 "Free some disk space, or check the rights"};
  return name;
}

}  // namespace claimpack::run
