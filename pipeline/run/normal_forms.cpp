#include "run/normal_forms.hpp"

#include <algorithm>
#include <cwctype>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "core/text.hpp"

namespace claimpack::run {

namespace {

using json = nlohmann::json;

std::vector<std::string> words(const char* text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

constexpr const char* invoice_fields =
    "bill_code bill_number check_code payer_name issue_date hospital_name total_amount total_amount_words business_serial sex "
    "insurance_type insurance_number institution_type pooled_fund_payment other_payment personal_account_payment "
    "personal_cash_payment personal_self_pay personal_own_expense payee checker ";

const std::map<std::string, std::vector<std::string>>& all_fields() {
  static const std::map<std::string, std::vector<std::string>> fields = {
      {"inpatient_invoice",
       words((std::string(invoice_fields) + "record_number inpatient_number department admission_date discharge_date "
                                            "prepaid_amount supplement_amount refund_amount")
                 .c_str())},
      {"outpatient_invoice", words((std::string(invoice_fields) + "outpatient_number visit_date").c_str())},
      {"expense_list", words("hospital_name patient_name inpatient_number outpatient_number department bed admission_date "
                             "discharge_date total_amount")},
      {"discharge_summary",
       words("hospital_name patient_name sex age inpatient_number department bed admission_date discharge_date inpatient_days "
             "admission_diagnosis diagnoses discharge_condition discharge_orders physician issue_date")},
      {"diagnosis_certificate",
       words("hospital_name patient_name sex age department record_number visit_date diagnoses advice physician issue_date")},
      {"prescription", words("hospital_name patient_name sex age department issue_date diagnoses physician total_amount")},
      {"outpatient_record", words("hospital_name patient_name sex age department visit_date diagnoses physician")},
      {"identity_card", words("name sex ethnicity birth_date address id_number issuing_authority valid_from valid_until")},
      {"social_security_card", words("name id_number card_number")},
      {"bank_card", words("card_number bank_name name")},
      {"filing_form", words("name id_number insured_region treatment_region filing_category start_date phone")},
      {"referral_form", words("name id_number from_hospital to_hospital diagnoses issue_date")},
      {"commitment_letter", words("name")},
      {"injury_statement", words("name")},
      {"residence_proof", words("name")},
      {"maternity_handbook", words("name")},
      {"special_disease_form", words("name")},
      {"outside_purchase_slip", words("name")}};
  return fields;
}

bool is_one_of(const std::string& name, const char* list) {
  const auto all = words(list);
  return std::find(all.begin(), all.end(), name) != all.end();
}

bool is_date(const std::string& field) {
  return is_one_of(field,
                   "issue_date admission_date discharge_date visit_date birth_date valid_from valid_until start_date date");
}
bool is_money(const std::string& field) {
  return is_one_of(
      field,
      "total_amount pooled_fund_payment other_payment personal_account_payment personal_cash_payment personal_self_pay "
      "personal_own_expense prepaid_amount supplement_amount refund_amount amount");
}
bool is_number_of_paper(const std::string& field) {
  return is_one_of(
      field,
      "bill_code bill_number check_code business_serial insurance_number record_number inpatient_number outpatient_number "
      "card_number id_number phone code");
}
bool is_list(const std::string& field) { return field == "diagnoses"; }

std::string without(const std::string& text, const std::u32string& drop) {
  std::u32string kept;
  for (const char32_t c : core::to_u32(text))
    if (!core::is_blank(c) && drop.find(c) == std::u32string::npos) kept += c;
  return core::to_utf8(kept);
}

// A decimal number as written: sign, digits, places behind the point.
struct Decimal {
  bool negative = false;
  std::string digits;
  int places = 0;
};

std::optional<Decimal> parse_decimal(const std::string& text) {
  static const std::regex form(R"(([-+]?)(\d*)(?:\.(\d*))?)");
  std::smatch match;
  if (!std::regex_match(text, match, form) || match[2].length() + match[3].length() == 0) return std::nullopt;
  return Decimal{match[1] == "-", match[2].str() + match[3].str(), int(match[3].length())};
}

std::string print_decimal(Decimal number, int places_min, int places_max) {
  std::string& digits = number.digits;
  while (number.places > places_max) {  // half to even; what papers print is never so long
    const char cut = digits.back();
    digits.pop_back(), --number.places;
    const bool up = cut > '5' || (cut == '5' && !digits.empty() && (digits.back() - '0') % 2);
    for (std::size_t i = digits.size(); up && i-- > 0;) {
      if (digits[i] != '9') {
        ++digits[i];
        break;
      }
      digits[i] = '0';
      if (i == 0) digits.insert(0, "1");
    }
  }
  while (number.places < places_min) digits += '0', ++number.places;
  while (number.places > places_min && digits.back() == '0') digits.pop_back(), --number.places;
  if (int(digits.size()) <= number.places) digits.insert(0, std::size_t(number.places + 1) - digits.size(), '0');
  std::string whole = digits.substr(0, digits.size() - std::size_t(number.places));
  whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size() - 1));
  const std::string text = whole + (number.places ? "." + digits.substr(digits.size() - std::size_t(number.places)) : "");
  return number.negative ? "-" + text : text;
}

std::optional<Decimal> money_number(const std::string& text) {
  return parse_decimal(without(core::fold_width(text), U",，¥￥元"));
}

std::string date_form(const std::string& text) {
  const std::string folded = core::trim(core::fold_width(text));
  if (folded.find("长期") != std::string::npos) return "长期";
  static const std::wregex parted(LR"((\d{4})\D{0,3}?(\d{1,2})\D{1,3}(\d{1,2}))"), glued(LR"((\d{4})(\d{2})(\d{2}))");
  const auto wide = [](const std::string& utf8) {
    const auto u32 = core::to_u32(utf8);
    return std::wstring(u32.begin(), u32.end());
  };
  std::wsmatch match;
  const std::wstring tight = wide(core::without_blanks(folded)), loose = wide(folded);
  if (!std::regex_search(tight, match, parted) && !std::regex_search(loose, match, glued)) return folded;
  char out[32];
  std::snprintf(out, sizeof out, "%04d-%02d-%02d", std::stoi(match[1]), std::stoi(match[2]), std::stoi(match[3]));
  return out;
}

std::string number_form(const std::string& text) {
  std::string folded = core::trim(without(core::fold_width(text), U","));
  static const std::regex start(R"([-+]?\d+(\.\d+)?)");
  std::smatch match;
  const std::string tight = without(folded, U"×xX");
  if (!std::regex_search(tight, match, start, std::regex_constants::match_continuous)) return folded;
  return print_decimal(*parse_decimal(match.str()), 0, 99);
}

std::string ratio_form(const std::string& text) {
  std::string folded = core::trim(core::fold_width(text));
  const bool percent = !folded.empty() && folded.back() == '%';
  while (!folded.empty() && folded.back() == '%') folded.pop_back();
  auto number = parse_decimal(core::trim(folded));
  if (!number) return core::trim(core::fold_width(text));
  if (percent) number->places += 2, number->digits.insert(0, 2, '0');
  return print_decimal(*number, 0, 99);
}

std::string text_form(const std::string& text) {
  const std::u32string all = core::to_u32(core::trim(text));
  const bool has_han = std::any_of(all.begin(), all.end(), [](char32_t c) { return c >= 0x3400 && c <= 0x9fff; });
  std::u32string out;
  for (const char32_t c : all) {
    if (!core::is_blank(c)) out += c;
    else if (!has_han && !out.empty() && out.back() != U' ') out += U' ';
  }
  return core::to_utf8(out);
}

std::vector<std::string> list_of(const json& value) {
  std::vector<std::string> parts;
  if (value.is_array()) {
    for (const auto& each : value)
      parts.push_back(plain_text(each.is_object() && each.contains("value") ? each.at("value") : each));
    return parts;
  }
  static const std::regex numbered("^\\s*(?:（|\\()?\\d{1,2}(?:\\)|）|\\.|、|．)\\s*");
  std::u32string part;
  const auto flush = [&] {
    const std::string text = core::to_utf8(part);
    if (!core::trim(text).empty()) parts.push_back(std::regex_replace(text, numbered, ""));
    part.clear();
  };
  for (const char32_t c : core::to_u32(plain_text(value))) {
    if (c == U';' || c == U'；' || c == U'\n') flush();
    else part += c;
  }
  flush();
  return parts;
}

std::string joined(std::vector<std::string> parts) {
  std::sort(parts.begin(), parts.end());
  std::string text;
  for (const auto& part : parts) text += part + '\x1f';
  return text;
}

// Of an insurance class: [甲类] is 甲.
std::string class_form(const std::string& text) {
  std::u32string plain = core::to_u32(text_form(text));
  const std::u32string brackets = U"[]【】";
  while (!plain.empty() && brackets.find(plain.front()) != std::u32string::npos) plain.erase(0, 1);
  while (!plain.empty() && brackets.find(plain.back()) != std::u32string::npos) plain.pop_back();
  if (!plain.empty() && plain.back() == U'类') plain.pop_back();
  return core::to_utf8(plain);
}

// Punctuation, symbols, blanks and control characters (Unicode P, S, Z, C) of what papers print.
bool is_decoration(char32_t c) {
  if (c < 0x80) return !std::iswalnum(wint_t(c));
  static const std::u32string letters_of_latin1 = U"ªº²³µ¹¼½¾";
  if (c < 0xc0) return letters_of_latin1.find(c) == std::u32string::npos;
  return c == 0xd7 || c == 0xf7 || (c >= 0x2000 && c <= 0x206f) || (c >= 0x20a0 && c <= 0x20cf) || (c >= 0x2190 && c <= 0x245f) ||
         (c >= 0x2500 && c <= 0x2775) || (c >= 0x2794 && c <= 0x2bff) || (c >= 0x3000 && c <= 0x3004) ||
         (c >= 0x3008 && c <= 0x3020) || c == 0x3030 || (c >= 0xe000 && c <= 0xf8ff) || (c >= 0xfe10 && c <= 0xfe6f) ||
         (c >= 0xff00 && c <= 0xff0f) || (c >= 0xff1a && c <= 0xff20) || (c >= 0xff3b && c <= 0xff40) ||
         (c >= 0xff5b && c <= 0xff65) || c >= 0xffe0;
}

}  // namespace

const std::vector<std::string>& scored_fields(const std::string& kind) {
  static const std::vector<std::string> none;
  const auto found = all_fields().find(kind);
  return found == all_fields().end() ? none : found->second;
}

const std::vector<std::string>& scored_columns(const std::string& kind) {
  static const std::vector<std::string> none,
      bill = words("name quantity unit amount remark"), slip = words("name spec quantity"),
      list = words("date code name category spec unit unit_price quantity amount insurance_class self_pay_ratio");
  if (kind == "inpatient_invoice" || kind == "outpatient_invoice") return bill;
  return kind == "expense_list" ? list : kind == "prescription" ? slip : none;
}

bool is_long_text(const std::string& field) {
  return is_one_of(field, "admission_diagnosis discharge_condition discharge_orders advice address");
}

bool FieldValue::empty() const {
  if (value.is_null() || (value.is_array() && value.empty())) return true;
  return value.is_string() && core::trim(value.get<std::string>()).empty();
}

FieldValue field_value(const json& field) {
  if (!field.is_object()) return {field, {}};
  FieldValue out;
  for (const char* key : {"value", "text"})
    if (field.contains(key)) {
      out.value = field.at(key);
      break;
    }
  if (const auto found = field.find("confidence"); found != field.end() && found->is_number())
    out.confidence = found->get<double>();
  return out;
}

std::string plain_text(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_null()) return "";
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string exact_form(const std::string& field, const json& value) {
  if (is_list(field)) {
    std::vector<std::string> parts;
    for (const auto& part : list_of(value)) parts.push_back(text_form(part));
    return joined(std::move(parts));
  }
  std::string text;
  if (value.is_array())
    for (const auto& each : value) text += plain_text(each);
  else text = plain_text(value);
  if (is_date(field)) return date_form(text);
  if (is_money(field)) {
    const auto number = money_number(text);
    return number ? print_decimal(*number, 2, 2) : core::trim(text);
  }
  if (field == "unit_price") {
    const auto number = money_number(text);
    return number ? print_decimal(*number, 0, 99) : text_form(text);
  }
  if (field == "quantity" || field == "inpatient_days") return number_form(text);
  if (field == "self_pay_ratio") return ratio_form(text);
  if (field == "insurance_class") return class_form(text);
  if (!is_number_of_paper(field)) return text_form(text);
  std::string tight = core::without_blanks(text);
  if (field == "id_number") std::replace(tight.begin(), tight.end(), 'x', 'X');
  return tight;
}

std::string bare_text(const std::string& text) {
  std::u32string out;
  for (const char32_t c : core::fold_width(core::to_u32(text)))
    if (!is_decoration(c)) out += c < 0x80 ? char32_t(std::towlower(wint_t(c))) : c;
  return core::to_utf8(out);
}

std::string lenient_form(const std::string& field, const json& value) {
  if (is_list(field)) {
    std::vector<std::string> parts;
    for (const auto& part : list_of(value)) parts.push_back(bare_text(text_form(part)));
    return joined(std::move(parts));
  }
  const std::string exact = exact_form(field, value);
  if (is_date(field) || is_money(field) || field == "unit_price" || field == "quantity" || field == "self_pay_ratio")
    return exact;
  return field == "insurance_class" && exact == "自费" ? bare_text("丙") : bare_text(exact);
}

}  // namespace claimpack::run
