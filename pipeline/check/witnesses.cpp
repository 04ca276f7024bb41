#include "check/witnesses.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>

#include "check/names.hpp"
#include "core/dates.hpp"
#include "core/identifiers.hpp"
#include "core/money.hpp"
#include "core/text.hpp"

namespace claimpack::check {

namespace {

using core::Fen;
using core::testify;
using core::Witness;
using Fields = std::map<std::string, core::Field>;

core::Field* find(Fields& fields, const char* name) {
  const auto found = fields.find(name);
  return found == fields.end() || found->second.value.empty() ? nullptr : &found->second;
}

std::optional<Fen> money(Fields& fields, const char* name) {
  const core::Field* field = find(fields, name);
  return field ? core::parse_money(field->value) : std::nullopt;
}

// ---- one paper: sums of payments

struct Term {
  const char* name;
  int sign;
};

// left = right in fen, a term that is not printed counts nothing; at least two terms of a side that has several must be
// there. Such identities hold on most bills, not on all: those that fail accuse nobody.
void add_identity(Fields& fields, std::initializer_list<Term> left, std::initializer_list<Term> right) {
  Fen difference = 0;
  int printed = 0;
  bool anything = false;
  std::string says;
  std::vector<core::Field*> parts;
  const auto add = [&](std::initializer_list<Term> terms, int side) {
    int here = 0;
    for (const Term& term : terms) {
      core::Field* field = find(fields, term.name);
      const auto amount = money(fields, term.name);
      if (!amount) continue;
      ++here, ++printed;
      difference += side * term.sign * *amount;
      anything |= *amount != 0;
      parts.push_back(field);
      if (*amount != 0)
        says += (says.empty() ? "" : here == 1 ? " = " : term.sign < 0 ? " − " : " + ") + core::format_money(*amount);
    }
    return here > 0;
  };
  const bool both = add(left, 1) && add(right, -1);
  // A single amount that equals a single other one is a repetition, and noughts prove nothing.
  if (!both || printed < 3 || !anything || difference != 0) return;
  for (core::Field* part : parts) testify(*part, Witness::payment_identity, true, says);
}

// What was paid in advance and what came back is one till's sum: where all is printed and does not come out, one of them was
// misread, and none is taken unseen. (The shares of insurance and person may lack a fund that the bill prints elsewhere.)
void doubt_prepayment(Fields& fields) {
  const auto prepaid = money(fields, "prepaid_amount"), refund = money(fields, "refund_amount"),
             cash = money(fields, "personal_cash_payment");
  if (!prepaid || !refund || !cash || *prepaid == 0) return;
  const Fen supplement = money(fields, "supplement_amount").value_or(0);
  if (*prepaid + supplement - *refund == *cash) return;
  for (const char* name : {"prepaid_amount", "supplement_amount", "refund_amount"})
    if (core::Field* field = find(fields, name)) testify(*field, Witness::payment_identity, false, core::format_money(*cash));
}

void add_payment_identities(Fields& fields) {
  add_identity(fields,
               {{"pooled_fund_payment", 1}, {"other_payment", 1}, {"personal_account_payment", 1}, {"personal_cash_payment", 1}},
               {{"total_amount", 1}});
  add_identity(fields, {{"personal_self_pay", 1}, {"personal_own_expense", 1}},
               {{"personal_account_payment", 1}, {"personal_cash_payment", 1}});
  add_identity(fields, {{"prepaid_amount", 1}, {"supplement_amount", 1}, {"refund_amount", -1}}, {{"personal_cash_payment", 1}});
  doubt_prepayment(fields);
}

void add_column_sum(core::Document& document) {
  core::Field* total = find(document.fields, "total_amount");
  const auto wanted = money(document.fields, "total_amount");
  if (!wanted || document.items.size() < 2) return;
  Fen sum = 0;
  for (auto& row : document.items) {
    const auto amount = money(row, "amount");
    if (!amount) return;
    sum += *amount;
  }
  if (sum != *wanted) return;
  const std::string says = std::to_string(document.items.size()) + " × " + core::format_money_grouped(sum);
  testify(*total, Witness::column_sum, true, says);
  for (auto& row : document.items) testify(row.at("amount"), Witness::column_sum, true, says);
}

// ---- one paper: numbers and dates by their own form

// The number says the birth date and the sex itself.
void add_identity_number(core::Document& document) {
  Fields& fields = document.fields;
  core::Field* number = find(fields, "id_number");
  if (!number) return;
  const auto parsed = core::parse_identity_number(number->value);
  testify(*number, Witness::check_digit, parsed.has_value());
  if (!parsed) return;
  if (core::Field* birth = find(fields, "birth_date"))
    testify(*birth, Witness::check_digit, birth->value == core::format_date(parsed->birth), number->value);
  if (core::Field* sex = find(fields, "sex"))
    testify(*sex, Witness::check_digit, sex->value == (parsed->male ? "男" : "女"), number->value);
}

void add_form(core::Document& document) {
  Fields& fields = document.fields;
  add_identity_number(document);
  if (core::Field* card = find(fields, "card_number"); card && document.kind == "bank_card")
    testify(*card, Witness::check_digit, core::is_bank_card(card->value));
  if (core::Field* code = find(fields, "bill_code")) {
    const auto parsed = core::parse_bill_code(code->value);
    if (parsed && parsed->klass == "06" && !core::province_name(parsed->region).empty())
      testify(*code, Witness::structure, true, core::province_name(parsed->region));
  }
  if (core::Field* phone = find(fields, "phone"); phone && core::is_mobile(phone->value))
    testify(*phone, Witness::structure, true);
  const auto day = [&](const char* name) -> std::optional<core::Date> {
    const core::Field* field = find(fields, name);
    return field ? core::parse_iso(field->value) : std::nullopt;
  };
  const auto from = day("admission_date"), to = day("discharge_date");
  if (from && to) {
    const int days = core::days_between(*from, *to);
    if (days < 0)
      for (const char* name : {"admission_date", "discharge_date"}) testify(fields.at(name), Witness::structure, false);
    core::Field* printed = find(fields, "inpatient_days");
    if (printed && (printed->value == std::to_string(days) || printed->value == std::to_string(days + 1)))
      for (const char* name : {"admission_date", "discharge_date", "inpatient_days"})
        testify(fields.at(name), Witness::stay_days, true, printed->value + "天");
  }
}

// ---- several papers

// Fields of different names that say the same thing.
const std::map<std::string, std::string>& concepts() {
  static const std::map<std::string, std::string> known = {{"patient_name", "person"},
                                                           {"payer_name", "person"},
                                                           {"name", "person"},
                                                           {"sex", "sex"},
                                                           {"age", "age"},
                                                           {"id_number", "id_number"},
                                                           {"insurance_number", "insurance_number"},
                                                           {"hospital_name", "hospital"},
                                                           {"to_hospital", "hospital"},
                                                           {"department", "department"},
                                                           {"inpatient_number", "inpatient_number"},
                                                           {"outpatient_number", "outpatient_number"},
                                                           {"record_number", "record_number"},
                                                           {"bed", "bed"},
                                                           {"admission_date", "admission_date"},
                                                           {"discharge_date", "discharge_date"},
                                                           {"inpatient_days", "inpatient_days"},
                                                           {"visit_date", "visit_date"},
                                                           {"issue_date", "day"},
                                                           {"physician", "physician"},
                                                           {"total_amount", "total"},
                                                           {"bill_code", "bill_code"},
                                                           {"bill_number", "bill_number"},
                                                           {"card_number", "card_number"},
                                                           {"insured_region", "insured_region"},
                                                           {"treatment_region", "treatment_region"},
                                                           {"filing_category", "filing_category"}};
  return known;
}
// On these a different value on another paper speaks against this one: a claim has one person.
bool is_one_a_claim(const std::string& what) { return what == "person" || what == "id_number" || what == "sex"; }

struct Saying {
  std::size_t document = 0;
  core::Field* field = nullptr;
  std::string value;
};

void add_other_documents(std::vector<core::Document>& documents) {
  std::map<std::string, std::vector<Saying>> by_concept;
  for (std::size_t d = 0; d < documents.size(); ++d)
    for (auto& [name, field] : documents[d].fields) {
      const auto found = concepts().find(name);
      if (found != concepts().end() && !field.value.empty()) by_concept[found->second].push_back({d, &field, plain(field.value)});
    }
  for (auto& [what, sayings] : by_concept)
    for (Saying& mine : sayings) {
      bool different = false;
      for (const Saying& other : sayings) {
        if (other.document == mine.document) continue;
        if (other.value == mine.value) testify(*mine.field, Witness::other_document, true, other.field->value);
        else different = true;
      }
      if (different && is_one_a_claim(what) && sayings.size() > 2) testify(*mine.field, Witness::other_document, false);
    }
  // A diagnosis is as sure as the papers that repeat it word for word.
  std::vector<std::pair<std::size_t, core::Field*>> lists;
  for (std::size_t d = 0; d < documents.size(); ++d)
    if (const auto found = documents[d].fields.find("diagnoses");
        found != documents[d].fields.end() && !found->second.list.empty())
      lists.emplace_back(d, &found->second);
  for (auto& [d, mine] : lists)
    for (const auto& [other_d, other] : lists)
      if (d != other_d && std::all_of(mine->list.begin(), mine->list.end(), [&list = other->list](const std::string& each) {
            return std::find(list.begin(), list.end(), each) != list.end();
          }))
        testify(*mine, Witness::other_document, true);
}

void add_front_desk(std::vector<core::Document>& documents, const core::Intake& intake) {
  const auto compare = [&](core::Field& field, const std::string& known) {
    if (!known.empty() && !field.value.empty() && plain(field.value) == plain(known))
      testify(field, Witness::other_document, true, "前台登记：" + known);
  };
  for (auto& document : documents)
    for (auto& [name, field] : document.fields) {
      const auto found = concepts().find(name);
      if (found == concepts().end()) continue;
      if (found->second == "person") compare(field, intake.claimant_name);
      if (found->second == "id_number") compare(field, intake.claimant_id_number);
      if (found->second == "hospital") compare(field, intake.hospital.name);
    }
}

// Lists and bills: one amount for one stay, category by category.
void add_category_sums(std::vector<core::Document>& documents) {
  std::map<std::string, Fen> listed;
  Fen all = 0;
  for (auto& document : documents) {
    if (document.kind != "expense_list") continue;
    for (auto& row : document.items) {
      const core::Field* category = find(row, "category");
      const auto amount = money(row, "amount");
      if (!category || !amount) continue;
      listed[plain(category->value)] += *amount, all += *amount;
    }
  }
  if (listed.empty()) return;
  for (auto& document : documents) {
    if (document.kind != "inpatient_invoice" && document.kind != "outpatient_invoice") continue;
    for (auto& row : document.items) {
      const core::Field* name = find(row, "name");
      core::Field* amount = find(row, "amount");
      if (!name || !amount) continue;
      const auto found = listed.find(plain(name->value));
      const auto printed = core::parse_money(amount->value);
      if (found == listed.end() || !printed || *printed != found->second) continue;
      testify(*amount, Witness::category_sum, true, name->value + " " + core::format_money_grouped(found->second));
      testify(row.at("name"), Witness::category_sum, true);
    }
    if (const auto total = money(document.fields, "total_amount"); total && *total == all)
      testify(document.fields.at("total_amount"), Witness::category_sum, true, core::format_money_grouped(all));
  }
}

// ---- what is counted

std::string sort_of(Place place, const std::string& name, const core::Field& field) {
  if (place == Place::cell && name == "name") return "item";
  const auto ends = [&](const char* end) {
    const std::string_view tail(end);
    return name.size() >= tail.size() && std::string_view(name).substr(name.size() - tail.size()) == tail;
  };
  static const std::set<std::string> persons = {"patient_name", "payer_name", "name",      "physician",
                                                "payee",        "checker",    "agent_name"};
  static const std::set<std::string> words = {"sex",       "unit",           "insurance_class",
                                              "category",  "insurance_type", "institution_type",
                                              "ethnicity", "department",     "filing_category"};
  static const std::set<std::string> figures = {"unit_price", "quantity", "self_pay_ratio", "inpatient_days", "age", "bed"};
  if (ends("date") || name == "valid_from" || name == "valid_until") return "date";
  if (ends("amount") || ends("payment") || name == "personal_self_pay" || name == "personal_own_expense") return "money";
  if (name == "total_amount_words") return "words";
  if (figures.count(name)) return "figure";
  if (ends("number") || ends("code") || ends("serial") || name == "phone") return "number";
  if (words.count(name)) return "term";
  if (persons.count(name)) return "person";
  return core::to_u32(field.value).size() > 25 || field.is_list ? "long" : "name";
}

}  // namespace

void call_witnesses(std::vector<core::Document>& documents, const core::Intake& intake) {
  for (auto& document : documents) {
    add_payment_identities(document.fields);
    add_column_sum(document);
    add_form(document);
  }
  add_category_sums(documents);
  add_other_documents(documents);
  add_front_desk(documents, intake);
}

core::Signs signs_of(Place place, const std::string& name, const core::Field& field) {
  const double sure = std::clamp(field.reading, 0.02, 0.998);
  core::Signs signs = {{"reading", std::log(sure / (1 - sure))}, {"sort:" + sort_of(place, name, field), 1}};
  if (sure < 0.5) signs.push_back({"reading_low", 1});
  if (field.source == core::Source::derived) signs.push_back({field.read_first.empty() ? "derived" : "repaired", 1});
  int agreeing = 0;
  for (const core::Testimony& each : field.witnesses) {
    if (each.by == core::Witness::reader) continue;
    signs.push_back({std::string(core::name_of(each.by)) + (each.agrees ? "+" : "-"), 1});
    agreeing += each.agrees;
  }
  if (agreeing >= 2) signs.push_back({"two_witnesses", 1});
  return signs;
}

}  // namespace claimpack::check
