#include "beside_values.hpp"

#include <algorithm>
#include <cctype>
#include <set>

#include "core/dates.hpp"
#include "core/money.hpp"
#include "core/text.hpp"
#include "run/normal_forms.hpp"

namespace claimpack::bench {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_amount(const std::string& text) {
  const std::size_t dot = text.find('.');
  if (dot == std::string::npos || dot == 0 || text.size() != dot + 3) return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || c == '.' || c == '-'; });
}

bool is_number(const std::string& text) {
  return text.size() >= 4 && std::any_of(text.begin(), text.end(), is_digit) &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x80 && (std::isalnum(c) || c == '-'); });
}

ValueKind kind_of(const std::string& field, const std::string& text) {
  static const std::set<std::string> people{"patient_name", "payer_name", "name", "physician", "payee", "checker"};
  if (core::parse_iso(text)) return ValueKind::date;
  if (is_amount(text)) return ValueKind::money;
  if (is_number(text)) return ValueKind::number;
  return people.count(field) ? ValueKind::person : ValueKind::other;
}

std::string lower(std::string text) {
  for (char& c : text) c = char(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// Runs of digits with their points and commas, as amounts.
void collect_amounts(const std::string& text, std::vector<std::string>& amounts) {
  for (std::size_t from = 0; from < text.size();) {
    if (!is_digit(text[from])) {
      ++from;
      continue;
    }
    std::size_t to = from;
    while (to < text.size() && (is_digit(text[to]) || text[to] == '.' || text[to] == ',')) ++to;
    if (const auto fen = core::parse_money(text.substr(from, to - from))) amounts.push_back(core::format_money(*fen));
    from = to;
  }
}

}  // namespace

std::vector<TrueValue> values_of(const nlohmann::json& document) {
  std::vector<TrueValue> values;
  const auto add = [&](ValueKind kind, const std::string& text) {
    if (core::to_u32(text).size() >= 2) values.push_back({kind, text});
  };
  const nlohmann::json fields = document.value("fields", nlohmann::json::object());
  const nlohmann::json items = document.value("items", nlohmann::json::array());
  for (const auto& [field, value] : fields.items()) {
    if (value.is_string()) add(kind_of(field, value), value);
    if (value.is_array())
      for (const auto& one : value)
        if (one.is_string()) add(ValueKind::other, one);
  }
  for (const auto& item : items) {
    if (item.contains("name") && item["name"].is_string()) add(ValueKind::item_name, item["name"]);
    if (item.contains("amount") && item["amount"].is_string()) add(ValueKind::item_amount, item["amount"]);
  }
  return values;
}

ReadText::ReadText(const std::string& text) {
  spaced_ = lower(core::fold_width(text));
  for (const std::string& line : core::split_lines(spaced_)) dense_ += core::without_blanks(line) + "\n";
  bare_ = run::bare_text(text);
  collect_amounts(spaced_, amounts_);
  collect_amounts(dense_, amounts_);
  std::sort(amounts_.begin(), amounts_.end());
}

bool ReadText::has_bounded(const std::string& value) const {
  for (const std::string* text : {&spaced_, &dense_})
    for (std::size_t at = text->find(value); at != std::string::npos; at = text->find(value, at + 1)) {
      const std::size_t end = at + value.size();
      const bool free_before = at == 0 || !is_digit((*text)[at - 1]) || !is_digit(value.front());
      const bool free_behind = end == text->size() || !is_digit((*text)[end]) || !is_digit(value.back());
      if (free_before && free_behind) return true;
    }
  return false;
}

bool ReadText::has_date(const std::string& iso) const {
  const core::Date date = *core::parse_iso(iso);
  const std::string year = std::to_string(date.year);
  const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  for (const auto& [month, day] :
       {std::pair{two(date.month), two(date.day)}, {std::to_string(date.month), std::to_string(date.day)}}) {
    if (dense_.find(year + "年" + month + "月" + day + "日") != std::string::npos) return true;
    for (const char* mark : {"-", "/", "."}) {
      const std::string form = year + mark + month + mark + day;
      // A day of two digits may have a time glued to it; one of one digit may not be the first of two.
      if (day.size() == 2 ? dense_.find(form) != std::string::npos : has_bounded(form)) return true;
    }
  }
  return has_bounded(year + two(date.month) + two(date.day));
}

bool ReadText::has(const TrueValue& value) const {
  switch (value.kind) {
    case ValueKind::date: return has_date(value.text);
    case ValueKind::money:
    case ValueKind::item_amount: {
      const auto fen = core::parse_money(value.text);
      const std::string wanted = fen ? core::format_money(*fen < 0 ? -*fen : *fen) : value.text;
      return std::binary_search(amounts_.begin(), amounts_.end(), wanted);
    }
    case ValueKind::number: return has_bounded(lower(core::fold_width(value.text)));
    default: return bare_.find(run::bare_text(value.text)) != std::string::npos;
  }
}

}  // namespace claimpack::bench
