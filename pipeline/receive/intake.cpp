// intake.json: what the front desk knows. The one file that people write by hand, so its errors name line and column.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "core/dates.hpp"
#include "receive/json_places.hpp"
#include "receive/receive.hpp"

namespace claimpack::receive {

using core::Error;
using core::ErrorCode;
using core::Intake;
using Json = nlohmann::json;

namespace {

constexpr std::size_t json_bytes_max = 1 << 20;
constexpr std::size_t claim_id_bytes_max = 120;

const std::vector<std::string> claim_types = {"inpatient",       "outpatient", "emergency", "emergency_observation",
                                              "special_disease", "maternity"};
const std::vector<std::string> submitters = {"self", "agent", "employer", "community_office"};
const std::vector<std::string> channels = {"window", "online", "post", "kiosk", "mail"};
const std::vector<std::string> settlement_modes = {"direct", "prepaid"};
const std::vector<std::string> filing_categories = {"retiree_resettled", "long_term_resident", "stationed_worker",
                                                    "student",           "referral",           "emergency",
                                                    "other_temporary",   "maternity",          "none"};

// What a person may decide; a paper follows from each (core/claim_state.hpp).
const std::vector<std::string> decided_states = {"accepted", "supplement", "not_accepted", "under_review",
                                                 "approved", "refused",    "withdrawn"};

std::string listed(const std::vector<std::string>& values) {
  std::string text;
  for (const auto& value : values) text += (text.empty() ? "" : ", ") + value;
  return text;
}

// Reads values by JSON pointer and keeps the first fault.
class Desk {
 public:
  Desk(const Json& root, const std::string& text, const std::string& name) : root_(root), text_(text), name_(name) {}

  const std::optional<Error>& fault() const { return fault_; }

  // Null where it is absent or null: nobody said.
  const Json* find(const std::string& pointer) const {
    const Json::json_pointer at(pointer);
    const Json::json_pointer parent = at.parent_pointer();
    if (!pointer.empty() && (!root_.contains(parent) || !root_.at(parent).is_object())) return nullptr;
    if (!root_.contains(at) || root_.at(at).is_null()) return nullptr;
    return &root_.at(at);
  }

  void refuse(const std::string& pointer, const std::string& what, const std::string& cure) {
    if (fault_) return;
    const auto places = json_places(text_);
    const auto found = places.find(pointer);
    fault_ = Error{ErrorCode::bad_input, what, place_at(name_, text_, found == places.end() ? 0 : found->second), cure};
  }

  bool section(const std::string& pointer) {
    const Json* value = find(pointer);
    if (value == nullptr) return false;
    if (!value->is_object()) refuse(pointer, "`" + pointer.substr(1) + "` must be an object", "write {…} or leave it out");
    return value->is_object();
  }

  void text(const std::string& pointer, std::string& into) {
    const Json* value = find(pointer);
    if (value == nullptr) return;
    if (value->is_string()) into = value->get<std::string>();
    else refuse(pointer, "`" + pointer.substr(1) + "` must be text", "put it in quotation marks or leave it out");
  }

  void one_of(const std::string& pointer, const std::vector<std::string>& known, std::string& into) {
    text(pointer, into);
    if (into.empty() || std::find(known.begin(), known.end(), into) != known.end()) return;
    refuse(pointer, "`" + pointer.substr(1) + "` has the unknown value \"" + into + "\"", "write one of: " + listed(known));
  }

  void date(const std::string& pointer, std::string& into) {
    text(pointer, into);
    if (into.empty()) return;
    const auto day = core::parse_iso(into);
    if (!day || !core::is_real(*day))
      refuse(pointer, "`" + pointer.substr(1) + "` is not a date: \"" + into + "\"", "write it as 2024-05-20");
  }

  void flag(const std::string& pointer, std::optional<bool>& into) {
    const Json* value = find(pointer);
    if (value == nullptr) return;
    if (value->is_boolean()) into = value->get<bool>();
    else refuse(pointer, "`" + pointer.substr(1) + "` must be true or false", "write true, false or leave it out");
  }

  void level(const std::string& pointer, std::optional<int>& into) {
    const Json* value = find(pointer);
    if (value == nullptr) return;
    if (value->is_number_integer() && value->get<long long>() >= 0 && value->get<long long>() <= 3) into = value->get<int>();
    else
      refuse(pointer, "`" + pointer.substr(1) + "` must be 1, 2 or 3, or 0 for a hospital without a level", "write the number");
  }

  void texts(const std::string& pointer, std::vector<std::string>& into) {
    const Json* value = find(pointer);
    if (value == nullptr) return;
    if (!value->is_array()) return refuse(pointer, "`" + pointer.substr(1) + "` must be a list", "write [\"…\"]");
    for (std::size_t i = 0; i < value->size(); ++i) {
      const Json& item = (*value)[i];
      if (!item.is_string())
        return refuse(pointer + "/" + std::to_string(i), "`" + pointer.substr(1) + "` must hold text only", "write [\"…\"]");
      into.push_back(item.get<std::string>());
    }
  }

 private:
  const Json& root_;
  const std::string& text_;
  const std::string& name_;
  std::optional<Error> fault_;
};

// It becomes the name of a folder.
bool is_safe_claim_id(const std::string& id) {
  return id.size() <= claim_id_bytes_max && !id.starts_with('.') && id.find_first_of("/\\:*?\"<>|") == std::string::npos &&
         std::none_of(id.begin(), id.end(), [](char c) { return static_cast<unsigned char>(c) < 32; });
}

void read_claim(Desk& desk, Intake& intake) {
  desk.text("/claim_id", intake.claim_id);
  if (!is_safe_claim_id(intake.claim_id))
    desk.refuse("/claim_id", "`claim_id` cannot be a folder's name: \"" + intake.claim_id + "\"",
                "use letters, digits, - and _ only");
  desk.text("/region", intake.region);
  desk.one_of("/claim_type", claim_types, intake.claim_type);
  desk.date("/submitted_on", intake.submitted_on);
  desk.one_of("/submitter", submitters, intake.submitter);
  desk.one_of("/channel", channels, intake.channel);
  desk.date("/settled_on", intake.settled_on);
  desk.date("/audit_requested_on", intake.audit_requested_on);
  desk.text("/treatment_region", intake.treatment_region);
  if (desk.section("/claimant")) {
    desk.text("/claimant/name", intake.claimant_name);
    desk.text("/claimant/id_number", intake.claimant_id_number);
  }
  if (desk.section("/hospital")) {
    desk.text("/hospital/name", intake.hospital.name);
    desk.level("/hospital/level", intake.hospital.level);
    desk.flag("/hospital/designated", intake.hospital.designated);
    desk.flag("/hospital/networked", intake.hospital.networked);
  }
}

void read_filing(Desk& desk, const Json& root, Intake& intake) {
  if (!root.contains("filing")) return;  // nobody said
  if (root["filing"].is_null()) {
    intake.filing_state = Intake::FilingState::none;
    return;
  }
  if (!desk.section("/filing")) return;
  auto& filing = intake.filing;
  desk.one_of("/filing/category", filing_categories, filing.category);
  desk.date("/filing/created_on", filing.created_on);
  desk.date("/filing/start", filing.start);
  desk.date("/filing/end", filing.end);
  desk.texts("/filing/regions", filing.regions);
  desk.texts("/filing/hospitals", filing.hospitals);
  desk.one_of("/filing/settlement_mode", settlement_modes, filing.settlement_mode);
  desk.flag("/filing/consumed", filing.consumed);
  desk.flag("/filing/by_commitment", filing.by_commitment);
  intake.filing_state = filing.category == "none" ? Intake::FilingState::none : Intake::FilingState::exists;
}

void read_decision(Desk& desk, Intake& intake) {
  if (!desk.section("/decision")) return;
  auto& decision = intake.decision.emplace();
  desk.one_of("/decision/state", decided_states, decision.state);
  if (decision.state.empty())
    desk.refuse("/decision", "`decision` does not say its `state`", "write one of: " + listed(decided_states));
  desk.text("/decision/by", decision.by);
  if (decision.by.empty()) desk.refuse("/decision", "`decision` does not say `by` whom", "write the person's name or number");
  desk.date("/decision/on", decision.on);
  desk.text("/decision/reason", decision.reason);
  desk.text("/decision/right_agency", decision.right_agency);
}

void read_flags(Desk& desk, const Json& root, Intake& intake) {
  if (!desk.section("/flags")) return;
  for (const auto& [key, value] : root["flags"].items()) {
    if (value.is_boolean()) intake.flags[key] = value.get<bool>();
    else if (!value.is_null())
      desk.refuse("/flags/" + key, "`flags/" + key + "` must be true or false", "write true, false or leave it out");
  }
}

}  // namespace

core::Result<Intake> parse_intake(const std::string& json, const std::string& name) {
  if (json.size() > json_bytes_max)
    return Error{ErrorCode::too_large, "the intake has more than 1 MiB", name, "keep only what the contract names"};
  const std::string text = json.starts_with("\xEF\xBB\xBF") ? json.substr(3) : json;
  Json root;
  try {
    root = Json::parse(text);
  } catch (const Json::parse_error& failure) {
    const std::size_t byte = failure.byte == 0 ? 0 : failure.byte - 1;  // it counts from 1 and names the last byte read
    return Error{ErrorCode::bad_input, "the intake is not JSON: " + std::string(failure.what()), place_at(name, text, byte),
                 "mend the line, e.g. a comma or a quotation mark that is missing"};
  } catch (const Json::exception& failure) {
    return Error{ErrorCode::bad_input, "the intake cannot be read: " + std::string(failure.what()), name, "mend the file"};
  }
  if (!root.is_object())
    return Error{ErrorCode::bad_input, "the intake must be a JSON object", place_at(name, text, 0),
                 "begin it with { and end it with }"};
  Intake intake;
  Desk desk(root, text, name);
  read_claim(desk, intake);
  read_filing(desk, root, intake);
  read_flags(desk, root, intake);
  read_decision(desk, intake);
  if (desk.fault()) return *desk.fault();
  return intake;
}

}  // namespace claimpack::receive
