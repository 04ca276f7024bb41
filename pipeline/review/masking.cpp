#include "review/masking.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "core/identifiers.hpp"
#include "core/text.hpp"

namespace claimpack::review {

namespace {

bool is_mark(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return std::isdigit(static_cast<unsigned char>(c)); });
}

std::string with_stars(const std::string& run, std::size_t first, std::size_t last) {
  if (run.size() <= first + last) return std::string(run.size(), '*');
  return run.substr(0, first) + std::string(run.size() - first - last, '*') + run.substr(run.size() - last);
}

std::string masked_run(const std::string& run, bool named) {
  if (core::parse_identity_number(run)) return with_stars(run, 6, 4);
  if (run.size() == 11 && core::is_mobile(run)) return with_stars(run, 3, 4);
  if (all_digits(run) && core::is_bank_card(run)) return with_stars(run, 4, 4);
  if (named && run.size() >= 6) return with_stars(run, run.size() >= 15 ? 6 : 2, run.size() >= 11 ? 4 : 2);
  return run;
}

// Blanks and hyphens inside a number are looked through: "6222 0212 …".
std::string masked_runs(const std::string& text, bool named) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (!is_mark(text[i])) {
      out += text[i++];
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && is_mark(text[end])) ++end;
    std::size_t wide = end;  // with groups parted by one blank or hyphen
    std::string digits = text.substr(i, end - i);
    for (std::size_t at = end; at + 1 < text.size() && (text[at] == ' ' || text[at] == '-') &&
                               std::isdigit(static_cast<unsigned char>(text[at + 1])) && all_digits(digits);) {
      std::size_t to = at + 1;
      while (to < text.size() && is_mark(text[to])) ++to;
      digits += text.substr(at + 1, to - at - 1);
      wide = at = to;
    }
    if (const std::string joined = masked_run(digits, named); wide > end && joined != digits) {
      out += joined;
      i = wide;
      continue;
    }
    out += masked_run(text.substr(i, end - i), named);
    i = end;
  }
  return out;
}

bool is_number_of_a_person(const std::string& name) {
  static const std::array<const char*, 12> words = {"id_number",       "identity",          "phone",       "mobile",
                                                    "bank_account",    "account_number",    "card_number", "insurance_number",
                                                    "security_number", "credential_number", "passport",    "bank_card"};
  return std::any_of(words.begin(), words.end(), [&](const char* word) { return name.find(word) != std::string::npos; });
}

void mask_below(Json& json, bool named) {
  if (json.is_string()) {
    const std::string plain = core::fold_width(json.get_ref<const std::string&>());  // full-width digits are digits
    if (std::string hidden = masked_runs(plain, named); hidden != plain) json = std::move(hidden);
  } else if (json.is_array()) {
    for (Json& each : json) mask_below(each, named);
  } else if (json.is_object()) {
    for (auto each = json.begin(); each != json.end(); ++each) {
      const std::string& name = each.key();
      // Names of files and digests lead back to pages: they stay as they are.
      const bool place = name == "file" || name == "sha256" || name == "row_keys" || name == "row_key";
      if (!place) mask_below(each.value(), named || is_number_of_a_person(name));
    }
  }
}

}  // namespace

std::string masked_name(const std::string& name) {
  const std::u32string wide = core::to_u32(name);
  if (wide.empty()) return "";
  return core::to_utf8(wide.substr(0, 1)) + std::string(std::min<std::size_t>(wide.size() > 1 ? wide.size() - 1 : 1, 3), '*');
}

std::string masked_text(const std::string& text) { return masked_runs(text, false); }

Json masked(Json json) {
  mask_below(json, false);
  return json;
}

}  // namespace claimpack::review
