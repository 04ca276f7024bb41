#include "check/made_case.hpp"

#include <algorithm>
#include <stdexcept>

#include "core/identifiers.hpp"

namespace claimpack::check::made {

const std::string claimant = "江小渝", other_person = "卫德邻", hospital = "上海市仁和样例医院";

std::string claimant_number() {
  const std::string first = "35020319800115002";
  return first + core::identity_check(first);
}

const Rules& rules() {
  static const auto loaded = load_rules(CLAIMPACK_SOURCE "/templates/regions");
  if (!loaded.ok()) throw std::runtime_error(core::sentence(loaded.error()));
  return *loaded.value();
}

core::Claim decided(const Case& the_case) {
  auto claim = check(the_case, rules());
  if (!claim.ok()) throw std::runtime_error(core::sentence(claim.error()));
  return std::move(claim).value();
}

core::Field field(const std::string& value, double confidence) {
  core::Field made;
  made.value = made.text = value;
  made.confidence = confidence;
  made.accepted = confidence >= 0.95;
  made.box = {10, 10, 100, 20};
  return made;
}

void put(Document& document, const std::string& name, const std::string& value, double confidence) {
  document.fields[name] = field(value, confidence);
}

void put_list(Document& document, const std::string& name, const std::vector<std::string>& values) {
  auto made = field("");
  made.is_list = true;
  made.list = values;
  document.fields[name] = made;
}

void row(Document& document, const std::vector<std::pair<std::string, std::string>>& cells, double confidence) {
  core::Row made;
  for (const auto& [name, value] : cells) made[name] = field(value, confidence);
  document.items.push_back(std::move(made));
}

void seal(Document& document, const std::string& text) { document.seals.push_back({0, {}, text, "red"}); }
void sign(Document& document) { document.signatures.push_back({0, {5, 5, 60, 20}, "", "blue"}); }

namespace {

void common(Document& made, const std::string& name_field) {
  put(made, name_field, claimant);
  put(made, "hospital_name", hospital);
}

void stay(Document& made) {
  put(made, "admission_date", "2024-03-04");
  put(made, "discharge_date", "2024-03-08");
  put(made, "inpatient_number", "ZY2024001");
}

Document bill(const std::string& kind) {
  Document made;
  made.kind = kind;
  common(made, "payer_name");
  const bool in = kind == "inpatient_invoice";
  put(made, "bill_code", in ? "31060224" : "31060124");
  put(made, "bill_number", in ? "0000123456" : "0000654321");
  put(made, "check_code", "0a1b2c");
  put(made, "issue_date", in ? "2024-03-08" : "2024-03-05");
  put(made, "total_amount", "300.00");
  put(made, "total_amount_words", "叁佰元整");
  put(made, "sex", "女");
  put(made, "pooled_fund_payment", "0.00");
  put(made, "other_payment", "0.00");
  put(made, "personal_account_payment", "0.00");
  put(made, "personal_cash_payment", "300.00");
  if (in) stay(made);
  else put(made, "visit_date", "2024-03-05");
  row(made, {{"name", "床位费"}, {"amount", "200.00"}});
  row(made, {{"name", "西药费"}, {"amount", "100.00"}});
  seal(made, "全国统一财政票据监制章上海市财政局监制");
  seal(made, "上海市仁和样例医院收费专用章");
  return made;
}

Document expense_list() {
  Document made;
  made.kind = "expense_list";
  common(made, "patient_name");
  put(made, "total_amount", "300.00");
  row(made, {{"date", "2024-03-05"},
             {"name", "普通床位费"},
             {"category", "床位费"},
             {"unit_price", "50.00"},
             {"quantity", "4"},
             {"amount", "200.00"}});
  row(made, {{"date", "2024-03-06"},
             {"name", "阿莫西林胶囊"},
             {"category", "西药费"},
             {"unit_price", "25.00"},
             {"quantity", "4"},
             {"amount", "100.00"}});
  seal(made, "上海市仁和样例医院收费专用章");
  return made;
}

Document summary() {
  Document made;
  made.kind = "discharge_summary";
  common(made, "patient_name");
  stay(made);
  put(made, "sex", "女");
  put(made, "age", "44岁");
  put(made, "inpatient_days", "4");
  put(made, "physician", "乐言之");
  put_list(made, "diagnoses", {"社区获得性肺炎"});
  return made;
}

Document certificate() {
  Document made;
  made.kind = "diagnosis_certificate";
  common(made, "patient_name");
  put(made, "sex", "女");
  put(made, "physician", "乐言之");
  put(made, "issue_date", "2024-03-08");
  put_list(made, "diagnoses", {"社区获得性肺炎"});
  seal(made, "上海市仁和样例医院诊断证明专用章");
  sign(made);
  return made;
}

Document identity_card() {
  Document made;
  made.kind = "identity_card";
  put(made, "name", claimant);
  put(made, "id_number", claimant_number());
  put(made, "sex", "女");
  put(made, "birth_date", "1980-01-15");
  put(made, "issuing_authority", "厦门市公安局样例分局");
  put(made, "valid_until", "2034-01-01");
  return made;
}

Document visit_paper(const std::string& kind) {
  Document made;
  made.kind = kind;
  common(made, "patient_name");
  put(made, kind == "prescription" ? "issue_date" : "visit_date", "2024-03-05");
  put(made, "physician", "乐言之");
  put_list(made, "diagnoses", {"社区获得性肺炎"});
  if (kind == "prescription") row(made, {{"name", "阿莫西林胶囊"}, {"quantity", "4"}});
  return made;
}

Case filed_case() {
  Case made;
  made.intake.claim_id = "2024-000001";
  made.region = made.intake.region = "xiamen";
  made.intake.submitted_on = "2024-05-20";
  made.intake.submitter = "self";
  made.intake.claimant_name = claimant;
  made.intake.claimant_id_number = claimant_number();
  made.intake.treatment_region = "上海市";
  made.intake.hospital = {hospital, 3, true, true};
  made.intake.filing_state = core::Intake::FilingState::exists;
  made.intake.filing.category = "long_term_resident";
  made.intake.filing.created_on = made.intake.filing.start = "2024-01-02";
  made.intake.filing.regions = {"上海市"};
  made.intake.flags = {{"trauma", false}, {"rescue", false}, {"bank_account_on_file", true}, {"credential_shown", false}};
  return made;
}

}  // namespace

Document paper(const std::string& kind) {
  if (kind == "inpatient_invoice" || kind == "outpatient_invoice") return bill(kind);
  if (kind == "expense_list") return expense_list();
  if (kind == "discharge_summary") return summary();
  if (kind == "diagnosis_certificate") return certificate();
  if (kind == "identity_card") return identity_card();
  if (kind == "prescription" || kind == "outpatient_record") return visit_paper(kind);
  Document made;
  made.kind = kind;
  put(made, "name", claimant);
  if (kind == "authorization_letter") put(made, "agent_name", other_person);
  if (kind == "commitment_letter" || kind == "injury_statement") {
    put(made, "id_number", claimant_number());
    put(made, "issue_date", "2024-03-08");
  }
  if (kind == "injury_statement") {
    put(made, "injury_time", "2024-03-03");
    put(made, "injury_place", "本市滨江路");
    put(made, "injury_course", "骑车自行摔倒");
  }
  sign(made);
  return made;
}

void add(Case& the_case, Document document) {
  const int page = static_cast<int>(the_case.pages.size());
  the_case.pages.push_back({{"scan_" + std::to_string(page + 1) + ".jpg", 1}, {}, false});
  document.confidence = 1;
  document.pages.push_back({page, {}});
  for (auto& [name, value] : document.fields) value.page = page;
  the_case.documents.push_back(std::move(document));
}

Case inpatient() {
  auto made = filed_case();
  made.intake.claim_type = "inpatient";
  for (const char* kind : {"inpatient_invoice", "expense_list", "discharge_summary", "identity_card"}) add(made, paper(kind));
  stay(first(made, "expense_list"));
  return made;
}

Case outpatient() {
  auto made = filed_case();
  made.intake.claim_type = "outpatient";
  for (const char* kind : {"outpatient_invoice", "expense_list", "prescription", "outpatient_record", "identity_card"})
    add(made, paper(kind));
  return made;
}

Document& first(Case& the_case, const std::string& kind) {
  for (auto& document : the_case.documents)
    if (document.kind == kind) return document;
  throw std::runtime_error("the made claim has no " + kind);
}

void drop(Case& the_case, const std::string& kind) {
  std::erase_if(the_case.documents, [&](const Document& document) { return document.kind == kind; });
}

const core::Finding* finding(const core::Claim& claim, const std::string& rule) {
  for (const auto& one : claim.findings)
    if (one.rule == rule) return &one;
  return nullptr;
}

const core::ChecklistItem* item(const core::Claim& claim, const std::string& requirement) {
  for (const auto& one : claim.checklist)
    if (one.requirement == requirement) return &one;
  return nullptr;
}

bool pays(const core::Claim& claim, const std::string& rule) {
  return std::any_of(claim.pay.begin(), claim.pay.end(), [&](const core::PayNote& note) { return note.rule == rule; });
}

bool speaks(const core::Claim& claim, const std::string& rule) {
  const auto asks = [&](const core::ChecklistItem& one) {
    return one.rule == rule && one.status != core::ChecklistItem::Status::present &&
           one.status != core::ChecklistItem::Status::waived;
  };
  return finding(claim, rule) || pays(claim, rule) || std::any_of(claim.checklist.begin(), claim.checklist.end(), asks);
}

std::string told(const core::Claim& claim) {
  std::string all = core::name_of(claim.outcome);
  for (const auto& one : claim.findings)
    all += "\n  " + std::string(core::name_of(one.severity)) + " " + one.rule + " " + one.message;
  for (const auto& one : claim.checklist)
    all += "\n  [" + std::string(core::name_of(one.status)) + "] " + one.requirement + " " + one.rule;
  for (const auto& one : claim.pay) all += "\n  pay " + one.rule;
  return all;
}

}  // namespace claimpack::check::made
