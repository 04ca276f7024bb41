#include "run/station_contents.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/correction_json.hpp"
#include "core/money.hpp"
#include "run/rules_command.hpp"

namespace claimpack::run {

using core::Correction;
using core::DeskClaim;
using core::Error;
using core::ErrorCode;
using core::KeptCorrection;
using core::Origin;
using core::Result;
using Json = nlohmann::ordered_json;

namespace {

Json parsed(const std::string& text) {
  Json json = Json::parse(text, nullptr, false);
  return json.is_object() ? json : Json::object();
}

std::string dumped(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string text_in(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

// The member, or an empty list; a claim's documents are never copied for a look at them.
const Json& list_in(const Json& json, const char* name) {
  static const Json none = Json::array();
  const auto found = json.find(name);
  return found != json.end() && found->is_array() ? *found : none;
}

std::string value_of(const Json& document, const char* field) {
  const auto fields = document.find("fields");
  if (fields == document.end() || !fields->is_object()) return "";
  const auto found = fields->find(field);
  return found == fields->end() ? "" : text_in(*found, "value");
}

// What the queue shows of a claim.json.
DeskClaim summary_of(const Json& claim) {
  DeskClaim row;
  row.claim_id = text_in(claim, "claim_id"), row.region = text_in(claim, "region");
  row.region_title = text_in(claim, "region_title"), row.claim_type = text_in(claim, "claim_type");
  row.outcome = text_in(claim, "outcome");
  row.state = claim.contains("state") && claim.at("state").is_object() ? text_in(claim.at("state"), "name") : "received";
  if (claim.contains("claimant") && claim.at("claimant").is_object()) row.claimant = text_in(claim.at("claimant"), "name");
  core::Fen total = 0;
  bool known = false;
  for (const Json& document : list_in(claim, "documents")) {
    row.pages += int(list_in(document, "pages").size());
    if (row.hospital.empty()) row.hospital = value_of(document, "hospital_name");
    if (text_in(document, "kind").find("invoice") == std::string::npos) continue;
    if (const auto amount = core::parse_money(value_of(document, "total_amount"))) total += *amount, known = true;
  }
  if (known) row.amount_fen = total;
  for (const Json& finding : list_in(claim, "findings")) {
    const std::string severity = text_in(finding, "severity");
    if (severity != "note") row.reasons.push_back({text_in(finding, "rule"), text_in(finding, "message"), severity});
  }
  if (row.reasons.size() > 20) row.reasons.resize(20);
  return row;
}

Json rules_named(const Json& claim) {
  Json rules = Json::object();
  const auto add = [&](const Json& list, const char* title) {
    for (const Json& each : list)
      if (const std::string id = text_in(each, "rule"); !id.empty() && !rules.contains(id))
        rules[id] = {{"title", text_in(each, title)}, {"citation", text_in(each, "citation")}};
  };
  add(list_in(claim, "findings"), "message");
  add(list_in(claim, "checklist"), "title");
  add(list_in(claim, "pay"), "message");
  return rules;
}

Json page_json(const core::RevisedPage& page) {
  return {{"file", page.origin.file}, {"page", page.origin.page},
          {"width", page.width},      {"height", page.height},
          {"dpi", page.dpi},          {"rotation", page.rotation},
          {"kind", page.kind},        {"document", page.document < 0 ? Json(nullptr) : Json(page.document)},
          {"blank", page.blank},      {"quality", nullptr},
          {"advice", page.advice},    {"set_aside", page.set_aside.empty() ? Json(nullptr) : Json(page.set_aside)}};
}

Json need_json(const core::Need& need) {
  Json json = {{"type", core::name_of(need.type)},
               {"document", need.document},
               {"field", need.field},
               {"page", nullptr},
               {"rule", need.rule},
               {"why_zh", need.why_zh},
               {"why_en", need.why_en}};
  if (!need.page.file.empty()) json["page"] = {{"file", need.page.file}, {"page", need.page.page}};
  if (need.correction != 0) json["correction"] = need.correction;
  return json;
}

Error no_page(int n) { return {ErrorCode::missing_part, "There is no such page", std::to_string(n), "Look at the claim again"}; }

Result<core::ShownPicture> shown(Result<core::Picture> made) {
  if (!made && made.error().code == ErrorCode::bad_input)
    return Error{ErrorCode::missing_part, made.error().what, made.error().place, made.error().cure};
  if (!made) return made.error();
  return core::ShownPicture{std::move(made.value().jpeg), std::move(made.value().etag)};
}

}  // namespace

Result<std::vector<Correction>> corrections_of(const core::ClaimContents::Corrections& kept) {
  std::vector<Correction> all;
  for (const KeptCorrection& each : kept) {
    auto read = core::correction_from(Json::parse(each.body, nullptr, false));
    if (!read) return read.error();
    Correction correction = std::move(read).value();
    correction.id = each.id, correction.person = each.login, correction.person_name = each.name;
    correction.second = each.second, correction.at_ms = each.at_ms, correction.undone = each.undone;
    all.push_back(std::move(correction));
  }
  return all;
}

Result<core::PacketRecord> StationContents::packet_of(Id claim) {
  auto packet = shelf_.last_packet(claim);
  if (!packet) return packet.error();
  if (!packet.value())
    return Error{ErrorCode::missing_part, "The claim has no packet yet", std::to_string(claim), "Wait until it is read"};
  return std::move(*packet.value());
}

Result<Origin> StationContents::page(Id claim, int n) {
  const auto packet = packet_of(claim);
  if (!packet) return packet.error();
  if (n < 1 || n > int(packet.value().pages.size())) return no_page(n);
  const auto& found = packet.value().pages[std::size_t(n - 1)];
  return Origin{found.file, found.page};
}

Result<int> StationContents::number_of(Id claim, const Origin& page) {
  const auto packet = packet_of(claim);
  if (!packet) return packet.error();
  for (std::size_t i = 0; i < packet.value().pages.size(); ++i)
    if (packet.value().pages[i].file == page.file && packet.value().pages[i].page == page.page) return int(i) + 1;
  return no_page(0);
}

Result<std::vector<core::NewCorrection>> StationContents::check(Id claim, const Corrections& so_far,
                                                                const std::vector<std::string>& bodies) {
  const auto made = corrections_of(so_far);
  if (!made) return made.error();
  std::vector<Correction> wanted;
  for (const std::string& body : bodies) {
    auto read = core::correction_from(Json::parse(body, nullptr, false));
    if (!read) return read.error();
    wanted.push_back(std::move(read).value());
  }
  const auto settled = revisions_.settle(claim, made.value(), std::move(wanted));
  if (!settled) return settled.error();
  std::vector<core::NewCorrection> fresh;
  for (const Correction& each : settled.value()) {
    const auto cell = core::cell_name(each.field);
    fresh.push_back(
        {core::name_of(each.kind), dumped(core::json_of<Json>(each)), cell ? "items." + cell->column : each.field, ""});
  }
  return fresh;
}

Result<core::ClaimView> StationContents::view(Id claim, const Corrections& corrections) {
  const auto made = corrections_of(corrections);
  if (!made) return made.error();
  const auto decided = revisions_.decide(claim, made.value());
  if (!decided) return decided.error();
  const core::Revised& revised = decided.value();
  const Json content = parsed(revised.claim_json);
  core::ClaimView view;
  view.claim_json = revised.claim_json;
  Json pages = Json::array(), needs = Json::array();
  for (const core::RevisedPage& each : revised.pages) pages.push_back(page_json(each));
  for (const core::Need& each : revised.needs) needs.push_back(need_json(each));
  view.pages_json = dumped(pages), view.needs_json = dumped(needs), view.rules_json = dumped(rules_named(content));
  view.needs_total = revised.looked_at;
  view.summary = summary_of(content);
  view.summary.pages = int(revised.pages.size());
  if (!revised.pages.empty()) view.dpi = int(revised.pages.front().dpi + 0.5);
  for (const core::UnfitCorrection& unfit : revised.unfit)
    for (const Correction& each : made.value())
      view.dismissed_reject |= each.id == unfit.id && each.kind == core::CorrectionKind::dismiss_finding && each.second.empty();
  return view;
}

Result<DeskClaim> StationContents::summary(const core::PacketRecord& packet) {
  for (const auto& [name, digest] : packet.files) {
    if (name != "claim.json") continue;
    const auto bytes = shelf_.bytes_of(digest);
    if (!bytes) return bytes.error();
    DeskClaim row = summary_of(parsed(bytes.value()));
    row.pages = int(packet.pages.size());
    return row;
  }
  return Error{ErrorCode::missing_part, "The packet has no claim.json", packet.claim_id, "Read it again: claimpack retry"};
}

Result<core::MadeAgain> StationContents::repack(Id claim, const Corrections& corrections) {
  const auto made = corrections_of(corrections);
  if (!made) return made.error();
  const auto packed = revisions_.submit(claim, made.value());
  if (!packed) return packed.error();
  const auto packet = packet_of(claim);
  if (!packet) return packet.error();
  auto row = summary(packet.value());
  if (!row) return row.error();
  core::MadeAgain again{packed.value().packet, packed.value().files, std::move(row).value()};
  again.summary.outcome = packed.value().outcome, again.summary.state = packed.value().state;
  return again;
}

Result<std::vector<std::string>> StationContents::files(Id claim) {
  const auto packet = packet_of(claim);
  if (!packet) return packet.error();
  std::vector<std::string> names;
  for (const auto& each : packet.value().files) names.push_back(each.name);
  return names;
}

Result<std::string> StationContents::file(Id claim, const std::string& name) {
  const auto packet = packet_of(claim);
  if (!packet) return packet.error();
  for (const auto& each : packet.value().files)
    if (each.name == name) return shelf_.bytes_of(each.digest);
  return Error{ErrorCode::missing_part, "The packet has no such file", name, ""};
}

Result<core::ShownPicture> StationContents::proxy(Id claim, int n, int turn) {
  const auto at = page(claim, n);
  if (!at) return at.error();
  return shown(pictures_.proxy({claim, at.value(), turn}));
}

Result<core::ShownPicture> StationContents::tile(Id claim, int n, int level, int x, int y, int turn) {
  const auto at = page(claim, n);
  if (!at) return at.error();
  return shown(pictures_.tile({claim, at.value(), turn}, level, x, y));
}

Result<core::ShownPicture> StationContents::crop(Id claim, int n, const Box& box, double scale) {
  const auto at = page(claim, n);
  if (!at) return at.error();
  return shown(pictures_.crop({claim, at.value(), 0}, {box[0], box[1], box[2], box[3]}, scale));
}

Result<std::string> StationContents::read_box(Id claim, int n, const Box& box, const std::string& field_type) {
  const auto at = page(claim, n);
  if (!at) return at.error();
  const auto read = revisions_.read_box(claim, at.value(), {box[0], box[1], box[2], box[3]}, field_type);
  if (!read) return read.error();
  const core::BoxReading& found = read.value();
  Json candidates = Json::array();
  for (const auto& each : found.candidates)
    candidates.push_back({{"value", each.value}, {"text", each.text}, {"confidence", each.confidence}});
  return dumped({{"text", found.text},
                 {"value", found.value},
                 {"confidence", found.confidence},
                 {"box", {found.box.x, found.box.y, found.box.w, found.box.h}},
                 {"candidates", std::move(candidates)}});
}

Result<std::vector<core::WallCrop>> StationContents::wall(const std::vector<Id>& claims, const std::string& field, int limit) {
  const auto found = revisions_.wall(claims, field, limit);
  if (!found) return found.error();
  std::vector<core::WallCrop> crops;
  for (const core::WallValue& each : found.value()) {
    const auto n = number_of(each.claim, each.page);
    if (!n) continue;  // a value that stands on no page
    crops.push_back({each.claim,
                     each.claim_id,
                     each.field,
                     each.value,
                     n.value(),
                     {each.box.x, each.box.y, each.box.w, each.box.h},
                     each.confidence,
                     each.accepted});
  }
  return crops;
}

namespace {

// The command line's lists, as JSON.
Common listing(const Common& common, std::ostream& out, std::ostream& err) {
  Common quiet{out, err};
  quiet.data = common.data, quiet.office = common.office, quiet.settings = common.settings, quiet.language = common.language;
  quiet.as_json = true;
  return quiet;
}

Json under(const char* name, const std::string& text) {
  Json json = Json::parse(text, nullptr, false);
  return json.is_object() ? json : Json{{name, json.is_discarded() ? Json::array() : std::move(json)}};
}

Result<core::Box> box_in(const Json& json, const char* name) {
  const auto found = json.find(name);
  bool fits = found != json.end() && found->is_array() && found->size() == 4;
  for (std::size_t i = 0; fits && i < 4; ++i) fits = found->at(i).is_number();
  if (!fits) return Error{ErrorCode::bad_input, "A mark has no place", name, "Give it as [x, y, w, h]"};
  const auto side = [&](std::size_t i) { return int(found->at(i).get<double>()); };
  return core::Box{side(0), side(1), side(2), side(3)};
}

Result<core::ShownMark> mark_in(const Json& json) {
  core::ShownMark mark;
  mark.name = text_in(json, "name"), mark.column = json.value("column", false);
  if (const auto page = json.find("page"); page != json.end() && page->is_object())
    mark.page = {text_in(*page, "file"), page->value("page", 1)};
  const auto label = box_in(json, "label");
  if (!label) return label.error();
  mark.label = label.value();
  if (json.contains("value") && !json.at("value").is_null()) {
    const auto value = box_in(json, "value");
    if (!value) return value.error();
    mark.value = value.value();
  }
  return mark;
}

Json shown_json(const std::vector<core::ShownValue>& values) {
  Json all = Json::array();
  for (const core::ShownValue& each : values)
    all.push_back({{"claim", each.claim},
                   {"claim_id", each.claim_id},
                   {"name", each.name},
                   {"page", {{"file", each.page.file}, {"page", each.page.page}}},
                   {"box", {each.box.x, each.box.y, each.box.w, each.box.h}},
                   {"value", each.value},
                   {"before", each.before},
                   {"why", each.why}});
  return all;
}

}  // namespace

Result<std::string> StationContents::rules(const std::string& region) {
  std::ostringstream out, err;
  Common common = listing(common_, out, err);
  common.region = region;
  if (list_rules_command({}, "", common) == Exit::nothing_done)
    return Error{ErrorCode::missing_part, "There are no rules of this region", region, "Look at: claimpack templates list"};
  return dumped(under("rules", out.str()));
}

Result<std::string> StationContents::templates() {
  std::ostringstream out, err;
  if (list_templates_command(listing(common_, out, err)) == Exit::nothing_done)
    return Error{ErrorCode::missing_part, "The templates cannot be listed", err.str(), "claimpack templates check"};
  return dumped(under("templates", out.str()));
}

Result<std::string> StationContents::propose_templates(const std::vector<core::DrawnCorrection>& drawn) {
  constexpr int claims_min = 3;  // fewer may be chance
  std::vector<core::DrawnValue> values;
  for (const core::DrawnCorrection& each : drawn) {
    const auto read = core::correction_from(Json::parse(each.body, nullptr, false));
    if (!read || !read.value().box || read.value().pages.empty()) continue;
    values.push_back({each.claim, each.hospital, read.value().field, read.value().pages.front(), *read.value().box});
  }
  const auto found = showing_.propose(values, claims_min);
  if (!found) return found.error();
  Json proposals = Json::array();
  for (const core::ShownProposal& each : found.value()) {
    const core::Box& label = each.mark.label;
    Json mark = {{"name", each.mark.name},
                 {"column", each.mark.column},
                 {"page", {{"file", each.mark.page.file}, {"page", each.mark.page.page}}},
                 {"label", {label.x, label.y, label.w, label.h}}};
    if (each.mark.value) mark["value"] = {each.mark.value->x, each.mark.value->y, each.mark.value->w, each.mark.value->h};
    const auto n = number_of(each.claim, each.mark.page);
    proposals.push_back({{"kind", each.kind},
                         {"hospital", each.hospital},
                         {"label", each.label},
                         {"claims", each.claims},
                         {"claim", each.claim},
                         {"n", n ? n.value() : 1},
                         {"mark", std::move(mark)}});
  }
  return dumped({{"proposals", std::move(proposals)}});
}

Result<std::string> StationContents::draft_template(const std::string& body) {
  const Json json = parsed(body);
  std::vector<core::ShownMark> marks;
  for (const Json& each : json.value("marks", Json::array())) {
    const auto mark = each.is_object() ? mark_in(each)
                                       : Result<core::ShownMark>(Error{ErrorCode::bad_input, "A mark is an object", "marks", ""});
    if (!mark) return mark.error();
    marks.push_back(mark.value());
  }
  const auto claim = json.find("claim");
  if (claim == json.end() || !claim->is_number_integer())
    return Error{ErrorCode::bad_input, "It is not said on which claim's pages the marks are", "claim", "Give its number"};
  const auto draft = showing_.draft(claim->get<std::int64_t>(), text_in(json, "kind"), text_in(json, "hospital"), marks);
  if (!draft) return draft.error();
  return dumped({{"yaml", draft.value().yaml},
                 {"papers", draft.value().papers},
                 {"hits", shown_json(draft.value().hits)},
                 {"misses", shown_json(draft.value().misses)},
                 {"also", shown_json(draft.value().also)}});
}

Result<std::string> StationContents::save_template(const std::string& body) {
  const auto saved = showing_.save(text_in(parsed(body), "yaml"));
  if (!saved) return saved.error();
  return dumped({{"file", saved.value()}});
}

}  // namespace claimpack::run
