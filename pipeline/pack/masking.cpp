#include "pack/masking.hpp"

#include <algorithm>
#include <cctype>

namespace claimpack::pack {
namespace {

constexpr std::size_t mobile_digits = 11, old_identity = 15, identity = 18, card_min = 16, card_max = 19;

bool is_run(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

bool are_digits(const std::string& text, std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < to; ++i)
    if (!std::isdigit(static_cast<unsigned char>(text[i]))) return false;
  return from < to;
}

std::string starred(const std::string& text, std::size_t kept_first, std::size_t kept_last) {
  return text.substr(0, kept_first) + std::string(text.size() - kept_first - kept_last, '*') +
         text.substr(text.size() - kept_last);
}

std::string masked_run(const std::string& run) {
  const std::size_t n = run.size();
  const bool ends_in_x = n > 0 && (run.back() == 'X' || run.back() == 'x');
  if (n == identity && are_digits(run, 0, n - 1) && (ends_in_x || are_digits(run, 0, n))) return starred(run, 6, 4);
  if (!are_digits(run, 0, n)) return run;
  // No region and no card begins so, but a camera's or a telephone's name for a picture does: 20240520123456789.
  if (run.rfind("19", 0) == 0 || run.rfind("20", 0) == 0) return run;
  if (n == old_identity) return starred(run, 6, 4);
  if (n >= card_min && n <= card_max) return starred(run, 0, 4);
  if (n == mobile_digits && run[0] == '1' && run[1] >= '3') return starred(run, 3, 4);
  return run;
}

// Cards are printed in groups of four: "6222 0212 3456 7890 123".
bool parts_digits(const std::string& text, std::size_t at) {
  return text[at] == ' ' && at > 0 && at + 1 < text.size() && std::isdigit(static_cast<unsigned char>(text[at - 1])) &&
         std::isdigit(static_cast<unsigned char>(text[at + 1]));
}

// From `from` on, digits in groups of four parted by blanks that are a card's together: where they end, else `from`.
std::size_t end_of_groups(const std::string& text, std::size_t from) {
  std::size_t at = from, digits = 0, group = 0;
  for (; at < text.size(); ++at) {
    if (std::isdigit(static_cast<unsigned char>(text[at]))) ++digits, ++group;
    else if (group == 4 && parts_digits(text, at)) group = 0;
    else break;
  }
  const bool whole = at == text.size() || !is_run(text[at]);
  return whole && at - from > digits && digits >= card_min && digits <= card_max ? at : from;
}

}  // namespace

std::string masked(const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    if (!is_run(text[i])) {
      result += text[i++];
      continue;
    }
    if (const std::size_t end = end_of_groups(text, i); end > i) {
      std::string digits = text.substr(i, end - i);
      digits.erase(std::remove(digits.begin(), digits.end(), ' '), digits.end());
      result += "**** " + digits.substr(digits.size() - 4);
      i = end;
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && is_run(text[end])) ++end;
    result += masked_run(text.substr(i, end - i));
    i = end;
  }
  return result;
}

std::string account_tail(const std::string& card_number) {
  std::string digits;
  for (const char c : card_number)
    if (std::isdigit(static_cast<unsigned char>(c))) digits += c;
  return digits.size() < 8 ? std::string() : "尾号 " + digits.substr(digits.size() - 4);
}

}  // namespace claimpack::pack
