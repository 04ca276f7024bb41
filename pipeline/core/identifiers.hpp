// Numbers with a structure: identity, credit code, bank card, bill, insurance codes, and the fields inside QR codes.
// Sources: GB 11643-1999, GB 32100-2015, ISO/IEC 7812 (Luhn), 财综〔2019〕29号.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/dates.hpp"
#include "core/money.hpp"

namespace claimpack::core {

struct IdentityNumber {
  std::string number;  // 18 characters, X in capitals
  Date birth;
  bool male = false;
  std::string adcode;  // first six digits
};
// 18 characters with a right check digit and a real birth date. A 15-digit number is lengthened first.
std::optional<IdentityNumber> parse_identity_number(std::string_view text);
// The check character that the first 17 digits ask for, or 0 where they are not digits.
char identity_check(std::string_view first17);
// `*` (also ＊ and ×) in `masked` matches one character; x and X are the same.
bool masked_match(std::string_view masked, std::string_view number);
// 350203********0011: first six and last four kept.
std::string mask_identity(std::string_view number);

bool is_credit_code(std::string_view text);  // 18 characters, check right
// The check character that the first 17 characters ask for, or 0 where one of them is not of the alphabet.
char credit_check(std::string_view first17);
// The same of an organisation code (GB 11714; characters 9–17 of a credit code) for its first 8 characters.
char organisation_check(std::string_view first8);
bool is_bank_card(std::string_view digits);  // 16–19 digits, Luhn

struct BillCode {
  std::string region;  // first two digits of the adcode, "00" central
  std::string klass;   // "06" medical
  std::string kind;    // "01" outpatient, "02" inpatient
  int year = 0;        // two digits
};
std::optional<BillCode> parse_bill_code(std::string_view text);  // 8 digits, nothing else
bool is_bill_number(std::string_view text);                      // 10 digits
bool is_check_code(std::string_view text);                       // 6 lower- or upper-case letters and digits
bool is_mobile(std::string_view text);
// "上海市" for "310000" or "31": the province's name for the first two digits ("中央" for 00), or empty.
std::string province_name(std::string_view adcode_or_two_digits);

// What a fiscal or VAT code says. Empty strings and no amount where the code does not carry it.
struct BillPayload {
  enum class Kind { medical, vat } kind = Kind::medical;
  std::string bill_code, bill_number, check_code;
  std::optional<Fen> amount;  // medical: the total. VAT 01/04/08/10: without tax, 31/32: with tax
  std::optional<Date> issue_date;
  std::string vat_kind;  // "10", "32" …
};
// The layouts of domain "formats" 2.1 and 2.2; nothing for any other payload.
std::optional<BillPayload> parse_bill_payload(std::string_view payload);

}  // namespace claimpack::core
