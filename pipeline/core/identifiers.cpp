#include "core/identifiers.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "core/text.hpp"

namespace claimpack::core {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool all_digits(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_digit); }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

std::string plain(std::string_view text) { return without_blanks(fold_width(text)); }

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) text.replace(at, from.size(), to);
}

struct Province {
  std::string_view digits, name;
};
constexpr std::array<Province, 35> provinces{
    {{"00", "中央"},           {"11", "北京市"},           {"12", "天津市"}, {"13", "河北省"},         {"14", "山西省"},
     {"15", "内蒙古自治区"},   {"21", "辽宁省"},           {"22", "吉林省"}, {"23", "黑龙江省"},       {"31", "上海市"},
     {"32", "江苏省"},         {"33", "浙江省"},           {"34", "安徽省"}, {"35", "福建省"},         {"36", "江西省"},
     {"37", "山东省"},         {"41", "河南省"},           {"42", "湖北省"}, {"43", "湖南省"},         {"44", "广东省"},
     {"45", "广西壮族自治区"}, {"46", "海南省"},           {"50", "重庆市"}, {"51", "四川省"},         {"52", "贵州省"},
     {"53", "云南省"},         {"54", "西藏自治区"},       {"61", "陕西省"}, {"62", "甘肃省"},         {"63", "青海省"},
     {"64", "宁夏回族自治区"}, {"65", "新疆维吾尔自治区"}, {"71", "台湾省"}, {"81", "香港特别行政区"}, {"82", "澳门特别行政区"}}};

// 83: residence permits of Taiwan residents; 9…: permanent residents. Both use the citizens' algorithm.
bool is_issuing_region(std::string_view number) {
  const std::string_view two = number.substr(0, 2);
  if (two == "83" || number[0] == '9') return true;
  return two != "00" && std::any_of(provinces.begin(), provinces.end(), [&](const Province& p) { return p.digits == two; });
}

// Values 0 … 30 of GB 32100: no I, O, S, V, Z.
constexpr std::string_view credit_alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

}  // namespace

char identity_check(std::string_view first17) {
  constexpr std::array<int, 17> weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  if (first17.size() != weights.size() || !all_digits(first17)) return 0;
  int sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) sum += (first17[i] - '0') * weights[i];
  return "10X98765432"[sum % 11];
}

std::optional<IdentityNumber> parse_identity_number(std::string_view text) {
  std::string number = plain(text);
  replace_all(number, "×", "X");  // only the check character can be X, and it is checked below
  if (number.size() == 15 && all_digits(number)) {
    number.insert(6, "19");
    number += identity_check(number);
  }
  if (number.size() != 18) return std::nullopt;
  number[17] = upper(number[17]);
  const char check = identity_check(std::string_view(number).substr(0, 17));  // 0: not all digits, and text may end with a 0 byte
  if (number[0] == '0' || check == 0 || check != number[17]) return std::nullopt;
  if (!is_issuing_region(number)) return std::nullopt;
  const Date birth{std::stoi(number.substr(6, 4)), std::stoi(number.substr(10, 2)), std::stoi(number.substr(12, 2))};
  if (!is_real(birth) || birth.year > 2099) return std::nullopt;
  return IdentityNumber{number, birth, (number[16] - '0') % 2 == 1, number.substr(0, 6)};
}

bool masked_match(std::string_view masked, std::string_view number) {
  std::string mask = plain(masked);
  replace_all(mask, "×", "*");
  const std::string full = plain(number);
  if (mask.empty() || mask.size() != full.size()) return false;
  for (std::size_t i = 0; i < mask.size(); ++i)
    if (mask[i] != '*' && upper(mask[i]) != upper(full[i])) return false;
  return true;
}

std::string mask_identity(std::string_view number) {
  std::string masked(number);
  const std::size_t head = masked.size() > 10 ? 6 : 0, tail = masked.size() > 10 ? 4 : 0;
  for (std::size_t i = head; i + tail < masked.size(); ++i) masked[i] = '*';
  return masked;
}

char credit_check(std::string_view first17) {
  if (first17.size() != 17) return 0;
  int sum = 0, weight = 1;
  for (const char c : first17) {
    const std::size_t value = credit_alphabet.find(c);
    if (value == std::string_view::npos) return 0;
    sum += static_cast<int>(value) * weight;
    weight = weight * 3 % 31;
  }
  return credit_alphabet[static_cast<std::size_t>((31 - sum % 31) % 31)];
}

char organisation_check(std::string_view first8) {
  constexpr std::array<int, 8> weights{3, 7, 9, 10, 5, 8, 4, 2};
  if (first8.size() != weights.size()) return 0;
  int sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const char c = first8[i];
    if (!is_digit(c) && !(c >= 'A' && c <= 'Z')) return 0;
    sum += (is_digit(c) ? c - '0' : c - 'A' + 10) * weights[i];
  }
  const int rest = 11 - sum % 11;
  return rest == 10 ? 'X' : rest == 11 ? '0' : static_cast<char>('0' + rest);
}

bool is_credit_code(std::string_view text) {
  std::string code = plain(text);
  std::transform(code.begin(), code.end(), code.begin(), upper);
  if (code.size() != 18) return false;
  const char check = credit_check(std::string_view(code).substr(0, 17));
  return check != 0 && check == code[17];
}

bool is_bank_card(std::string_view text) {
  const std::string digits = plain(text);
  if (digits.size() < 16 || digits.size() > 19 || !all_digits(digits) || digits[0] == '0') return false;
  int sum = 0;
  bool twice = false;
  for (auto at = digits.rbegin(); at != digits.rend(); ++at, twice = !twice) {
    const int value = (*at - '0') * (twice ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 == 0;
}

std::optional<BillCode> parse_bill_code(std::string_view text) {
  const std::string code = plain(text);
  if (code.size() != 8 || !all_digits(code)) return std::nullopt;
  return BillCode{code.substr(0, 2), code.substr(2, 2), code.substr(4, 2), std::stoi(code.substr(6, 2))};
}

bool is_bill_number(std::string_view text) {
  const std::string number = plain(text);
  return number.size() == 10 && all_digits(number);
}

bool is_check_code(std::string_view text) {
  const std::string code = plain(text);
  return code.size() == 6 &&
         std::all_of(code.begin(), code.end(), [](char c) { return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z'); });
}

bool is_mobile(std::string_view text) {
  const std::string number = plain(text);
  return number.size() == 11 && all_digits(number) && number[0] == '1' && number[1] >= '3';
}

std::string province_name(std::string_view adcode_or_two_digits) {
  for (const Province& p : provinces)
    if (adcode_or_two_digits.substr(0, 2) == p.digits) return std::string(p.name);
  return {};
}

namespace {

std::vector<std::string> split(std::string_view text, char by) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == by) parts.emplace_back();
    else parts.back() += c;
  }
  return parts;
}

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  return lower(c) >= 'a' && lower(c) <= 'f' ? lower(c) - 'a' + 10 : -1;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool coded = text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0;
    out += coded ? static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2])) : text[i];
    if (coded) i += 2;
  }
  return out;
}

// Code, number and check must have their shapes: anything else is some other program's code.
std::optional<BillPayload> medical(const std::string& code, const std::string& number, const std::string& check) {
  if (!parse_bill_code(code) || !is_bill_number(number) || !is_check_code(check)) return std::nullopt;
  BillPayload payload;
  payload.bill_code = code, payload.bill_number = number, payload.check_code = check;
  return payload;
}

// 35060226_0000123456_0a1b2c[_12345.60][_20260315]
std::optional<BillPayload> from_token(const std::string& token) {
  const auto parts = split(token, '_');
  if (parts.size() < 3 || parts.size() > 5) return std::nullopt;
  auto payload = medical(parts[0], parts[1], parts[2]);
  if (!payload) return std::nullopt;
  for (std::size_t i = 3; i < parts.size(); ++i) {
    if (parts[i].empty()) continue;
    const auto date = parts[i].size() == 8 && all_digits(parts[i]) ? parse_date(parts[i]) : std::nullopt;
    if (date && !payload->issue_date) payload->issue_date = date;
    else if (const auto amount = parse_money(parts[i]); amount && !payload->amount) payload->amount = amount;
    else return std::nullopt;
  }
  return payload;
}

// 01,<kind>,<code>,<number>,<amount>,<YYYYMMDD>,<check code>,<tail>[,]
std::optional<BillPayload> from_vat(const std::vector<std::string>& parts) {
  if (parts.size() < 7 || parts.size() > 9 || parts[0] != "01" || parts[1].size() != 2 || !all_digits(parts[1]))
    return std::nullopt;
  const bool paper = (parts[2].size() == 10 || parts[2].size() == 12) && all_digits(parts[2]) && parts[3].size() == 8;
  const bool digital = parts[2].empty() && parts[3].size() == 20;
  if (!(paper || digital) || !all_digits(parts[3])) return std::nullopt;
  if (!parts[6].empty() && (parts[6].size() != 20 || !all_digits(parts[6]))) return std::nullopt;
  BillPayload payload;
  payload.kind = BillPayload::Kind::vat;
  payload.vat_kind = parts[1], payload.bill_code = parts[2], payload.bill_number = parts[3], payload.check_code = parts[6];
  payload.amount = parse_money(parts[4]);
  payload.issue_date = parse_date(parts[5]);
  return payload;
}

// A medical list's order is not known: taken only where each part has one field of its shape. Of two fields of eight
// digits, one that begins with 19 or 20 is a date: no province has those numbers.
std::optional<BillPayload> from_list(const std::vector<std::string>& parts) {
  std::string code, number, check;
  int codes = 0, numbers = 0, checks = 0, amounts = 0, dates = 0;
  std::optional<Fen> amount;
  std::optional<Date> date;
  for (const std::string& part : parts) {
    const bool lower_case = std::none_of(part.begin(), part.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    const bool eight = part.size() == 8 && all_digits(part);
    const bool day = eight && (part.starts_with("19") || part.starts_with("20")) && parse_date(part);
    if (day) ++dates, date = parse_date(part);
    if (eight && !day) ++codes, code = part;
    if (part.size() == 10 && all_digits(part)) ++numbers, number = part;
    if (lower_case && is_check_code(part) && part.find('.') == std::string::npos) ++checks, check = part;
    if (part.find('.') != std::string::npos && parse_money(part)) ++amounts, amount = parse_money(part);
    if (const auto iso = parse_iso(part)) ++dates, date = iso;
  }
  if (codes != 1 || numbers != 1 || checks != 1) return std::nullopt;
  auto payload = medical(code, number, check);
  if (!payload) return std::nullopt;
  if (amounts == 1) payload->amount = amount;
  if (dates == 1) payload->issue_date = date;
  return payload;
}

std::optional<BillPayload> from_url(std::string_view url) {
  const std::size_t question = url.find('?');
  if (question == std::string_view::npos) return std::nullopt;
  const std::string_view query = url.substr(question + 1);
  std::string code, number, check, amount, date, token;
  std::vector<std::string> values;
  for (const std::string& pair : split(query.substr(0, query.find('#')), '&')) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string::npos) continue;
    std::string key = pair.substr(0, equals);
    std::transform(key.begin(), key.end(), key.begin(), lower);
    const std::string value = percent_decoded(std::string_view(pair).substr(equals + 1));
    values.push_back(value);
    if (key == "d") token = value;
    if (key == "einvoicecode" || key == "invoice_code") code = value;
    if (key == "einvoicenumber" || key == "invoice_number") number = value;
    if (key == "randomnumber" || key == "check_code") check = value;
    if (key == "totalamount") amount = value;
    if (key == "issuedate") date = value;
  }
  if (token.find('_') != std::string::npos) return from_token(token);
  auto payload = medical(code, number, check);
  // Keys that nobody has published: by the shapes of the values, and only for a medical bill.
  if (!payload && code.empty()) {
    payload = from_list(values);
    return payload && parse_bill_code(payload->bill_code)->klass == "06" ? payload : std::nullopt;
  }
  if (!payload) return std::nullopt;
  payload->amount = parse_money(amount);
  payload->issue_date = parse_date(date);
  return payload;
}

}  // namespace

std::optional<BillPayload> parse_bill_payload(std::string_view input) {
  const std::string payload = trim(input);
  if (payload.find('?') != std::string::npos) return from_url(payload);
  const auto parts = split(payload, ',');
  if (parts.size() < 3) return std::nullopt;
  if (auto vat = from_vat(parts)) return vat;
  return from_list(parts);
}

}  // namespace claimpack::core
