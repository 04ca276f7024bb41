// Names, identity numbers, sex and age, bank accounts.
#include <algorithm>
#include <cstdlib>

#include "check/cross_checks.hpp"
#include "check/names.hpp"
#include "core/text.hpp"

namespace claimpack::check {

namespace {

bool is_settled(const core::Field& field) { return field.accepted || field.source == core::Source::reviewer; }

// One of the reader's other opinions is the right name.
bool may_be_claimants(const Dossier& dossier, const core::Field& field) {
  return !is_settled(field) && std::any_of(field.candidates.begin(), field.candidates.end(), [&](const core::Candidate& other) {
    return compare_names(other.value, dossier.claimant_name) == NameMatch::same;
  });
}

// Too doubtful to say that it is another name: a person looks at the reading.
bool is_misreading(const Dossier& dossier, const core::Field& field) {
  return !is_settled(field) && field.confidence < dossier.number("name_confidence");
}

void check_name(const Dossier& dossier, int paper, Report& report) {
  const auto name = dossier.printed_name(paper);
  if (name.field.empty() || name.value.empty() || dossier.claimant_name.empty()) return;
  const auto match = compare_names(name.value, dossier.claimant_name);
  const auto& field = *dossier.field(paper, name.field);
  if (match == NameMatch::same || may_be_claimants(dossier, field)) return;
  if (is_misreading(dossier, field)) return report.doubt("x.name.same", {evidence(paper, name.field)});
  report.add("x.name.same", match == NameMatch::near ? "near" : "differs", dossier.sure(field) && dossier.claimant_name_sure,
             {{"document", dossier.title(paper)}, {"found", name.value}, {"name", dossier.claimant_name}},
             {evidence(paper, name.field)});
}

void check_id_card(const Dossier& dossier, int card, Report& report) {
  const auto* number = dossier.field(card, "id_number");
  if (!number) return;
  const auto parsed = core::parse_identity_number(number->value);
  if (!parsed && !dossier.sure(*number)) return report.doubt("x.id.check_digit", {evidence(card, "id_number")});
  if (!parsed) {
    report.add("x.id.check_digit", "wrong", true,
               {{"document", dossier.title(card)}, {"number", core::mask_identity(number->value)}},
               {evidence(card, "id_number")});
    return;
  }
  const auto birth = dossier.date(card, "birth_date");
  const auto doubtful = [&](const char* field) { return !dossier.sure(card, field) || !dossier.sure(*number); };
  if (birth && *birth != parsed->birth && doubtful("birth_date"))
    report.doubt("x.id.birth_sex", {evidence(card, "birth_date"), evidence(card, "id_number")});
  else if (birth && *birth != parsed->birth)
    report.add("x.id.birth_sex", "birth", true,
               {{"found", core::format_date(*birth)}, {"expected", core::format_date(parsed->birth)}},
               {evidence(card, "birth_date"), evidence(card, "id_number")});
  const auto sex = core::value_of(dossier.at(card), "sex");
  const bool other_sex = (sex == "男" || sex == "女") && (sex == "男") != parsed->male;
  if (other_sex && doubtful("sex")) report.doubt("x.id.birth_sex", {evidence(card, "sex"), evidence(card, "id_number")});
  else if (other_sex)
    report.add("x.id.birth_sex", "sex", true, {{"found", sex}, {"expected", parsed->male ? "男" : "女"}},
               {evidence(card, "sex"), evidence(card, "id_number")});
}

void check_same_number(const Dossier& dossier, int paper, Report& report) {
  const auto* number = dossier.field(paper, "id_number");
  if (!number || !dossier.identity) return;
  const auto parsed = core::parse_identity_number(number->value);
  const bool masked = number->value.find('*') != std::string::npos;
  if (masked ? core::masked_match(number->value, dossier.claimant_id_number)
             : parsed && parsed->number == dossier.identity->number)
    return;
  if (!dossier.sure(*number)) return report.doubt("x.id.same", {evidence(paper, "id_number")});
  if (!parsed && !masked) return;  // not a number at all: x.id.check_digit speaks of the card
  report.add("x.id.same", "differs", true,
             {{"document", dossier.title(paper)},
              {"found", core::mask_identity(number->value)},
              {"expected", core::mask_identity(dossier.claimant_id_number)}},
             {evidence(paper, "id_number")});
}

// 社会信用代码 of a person on the bill: birth date masked.
void check_masked_payer(const Dossier& dossier, int bill, Report& report) {
  if (!dossier.identity) return;
  for (const char* name : {"insurance_number", "payer_code"}) {
    const auto* field = dossier.field(bill, name);
    if (!field) continue;
    const auto value = core::without_blanks(core::fold_width(field->value));
    if (value.size() != 18 || value.find('*') == std::string::npos || core::masked_match(value, dossier.identity->number))
      continue;
    if (!dossier.sure(*field)) {
      report.doubt("x.id.masked_payer", {evidence(bill, name)});
      continue;
    }
    report.add("x.id.masked_payer", "differs", true, {{"document", dossier.title(bill)}, {"found", value}},
               {evidence(bill, name)});
  }
}

// Faces of the claimant's card, on one sheet or on two.
void check_two_sides(const Dossier& dossier, Report& report) {
  bool front = false, back = false;
  int card = -1;
  for (const int paper : dossier.of({"identity_card"})) {
    if (dossier.owners[static_cast<std::size_t>(paper)] != Owner::claimant) continue;
    const auto& document = dossier.at(paper);
    front = front || dossier.field(paper, "id_number") || dossier.field(paper, "name") || dossier.field(paper, "birth_date");
    back = back || dossier.field(paper, "issuing_authority") || dossier.field(paper, "valid_until") ||
           document.all_text.find("签发机关") != std::string::npos || document.all_text.find("公安局") != std::string::npos ||
           document.all_text.find("有效期") != std::string::npos || document.pages.size() > 1;
    card = paper;
  }
  if (card < 0 || (front && back)) return;
  const bool other_evidence = dossier.has("social_security_card");
  report.add("x.id.two_sides", front ? "no_back" : "no_front", !other_evidence, {}, {evidence(card, "")});
}

void check_validity(const Dossier& dossier, int card, Report& report) {
  const auto submitted = core::parse_iso(dossier.the_case.intake.submitted_on);
  const auto until = dossier.date(card, "valid_until");
  if (!submitted || !until || *until >= *submitted) return;
  if (!dossier.sure(card, "valid_until")) return report.doubt("x.id.valid", {evidence(card, "valid_until")});
  report.add("x.id.valid", "expired", !dossier.has("social_security_card"),
             {{"until", core::format_date(*until)}, {"day", core::format_date(*submitted)}}, {evidence(card, "valid_until")});
}

void check_sex(const Dossier& dossier, int paper, Report& report) {
  const auto* sex = dossier.field(paper, "sex");
  if (!sex || !dossier.identity || (sex->value != "男" && sex->value != "女")) return;
  if (compare_names(dossier.printed_name(paper).value, dossier.claimant_name) == NameMatch::differs) return;
  const std::string expected = dossier.identity->male ? "男" : "女";
  if (sex->value == expected) return;
  if (!dossier.sure(*sex)) return report.doubt("x.sex.same", {evidence(paper, "sex")});
  report.add("x.sex.same", "differs", true, {{"document", dossier.title(paper)}, {"found", sex->value}, {"expected", expected}},
             {evidence(paper, "sex")});
}

// "57岁", "3月", "12天": in years, a child's months and days count as nought.
int printed_years(const std::string& text) {
  const auto digits = text.find_first_of("0123456789");
  if (digits == std::string::npos) return -1;
  if (text.find("岁") == std::string::npos && (text.find("月") != std::string::npos || text.find("天") != std::string::npos))
    return 0;
  return std::atoi(text.c_str() + digits);
}

void check_age(const Dossier& dossier, int paper, Report& report) {
  const auto* age = dossier.field(paper, "age");
  if (!age || !dossier.identity || !dossier.sure(*age)) return;
  auto day = dossier.date(paper, "visit_date");
  for (const char* name : {"admission_date", "issue_date"})
    if (!day) day = dossier.date(paper, name);
  const int years = printed_years(age->value);
  if (!day || years < 0) return;
  const auto& born = dossier.identity->birth;
  const int expected = day->year - born.year - (std::pair(day->month, day->day) < std::pair(born.month, born.day) ? 1 : 0);
  if (std::abs(expected - years) <= 1) return;
  report.add("x.age.plausible", "differs", true,
             {{"document", dossier.title(paper)}, {"found", age->value}, {"expected", std::to_string(expected)}},
             {evidence(paper, "age")});
}

}  // namespace

void check_names(const Dossier& dossier, Report& report) {
  for (std::size_t i = 0; i < dossier.documents.size(); ++i) {
    const int paper = static_cast<int>(i);
    if (dossier.owners[i] == Owner::claimant && dossier.documents[i].kind != "bank_card") check_name(dossier, paper, report);
    if (dossier.owners[i] != Owner::foreign) continue;
    const auto name = dossier.printed_name(paper);
    report.add("x.page.foreign", "foreign", true,
               {{"document", dossier.title(paper)}, {"found", name.value}, {"name", dossier.claimant_name}},
               {evidence(paper, name.field)});
  }
}

void check_identity(const Dossier& dossier, Report& report) {
  for (std::size_t i = 0; i < dossier.documents.size(); ++i) {
    if (dossier.owners[i] != Owner::claimant) continue;
    const int paper = static_cast<int>(i);
    const auto& kind = dossier.documents[i].kind;
    if (kind == "identity_card") check_id_card(dossier, paper, report), check_validity(dossier, paper, report);
    if (kind == "inpatient_invoice" || kind == "outpatient_invoice") check_masked_payer(dossier, paper, report);
    check_same_number(dossier, paper, report);
    check_sex(dossier, paper, report);
    check_age(dossier, paper, report);
  }
  check_two_sides(dossier, report);
}

void check_bank(const Dossier& dossier, Report& report) {
  for (const int card : dossier.of({"bank_card"})) {
    const auto* number = dossier.field(card, "card_number");
    if (number && dossier.sure(*number) && !core::is_bank_card(number->value))
      report.add("x.bank.number", "wrong", true, {}, {evidence(card, "card_number")});
    const auto* name = dossier.field(card, "name");
    if (!name || dossier.claimant_name.empty() || may_be_claimants(dossier, *name)) continue;
    const auto match = compare_names(name->value, dossier.claimant_name);
    if (match == NameMatch::same || dossier.has("authorization_letter")) continue;
    const bool child = dossier.identity && dossier.service_first() &&
                       core::add_months(dossier.identity->birth, 18 * 12) > *dossier.service_first();
    if (child) continue;  // a guardian's account
    if (is_misreading(dossier, *name)) {
      report.doubt("x.bank.owner", {evidence(card, "name")});
      continue;
    }
    report.add("x.bank.owner", match == NameMatch::near ? "near" : "differs", dossier.sure(*name) && dossier.claimant_name_sure,
               {{"found", name->value}, {"name", dossier.claimant_name}}, {evidence(card, "name")});
  }
}

}  // namespace claimpack::check
