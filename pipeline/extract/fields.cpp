#include "extract/fields.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <optional>

#include "core/money.hpp"
#include "core/text.hpp"
#include "extract/anywhere.hpp"
#include "extract/money_words.hpp"
#include "extract/values.hpp"

namespace claimpack::extract {

namespace {

// A value with the spans that it was read from and how good its place is.
struct Found {
  Value value;
  std::vector<Span> spans;
  double score = 0;
};

// `shift`: how far below its label a form's values stand (drop).
bool same_row(const core::Box& label, const core::Box& value, double shift = 0) {
  const double shared = std::min<double>(label.bottom() + shift, value.bottom()) - std::max<double>(label.y + shift, value.y);
  return shared > 0.45 * std::min(label.h, value.h);
}

// A form printed in advance and filled by a printer that stands a little high or low: all values are off their labels by the
// same step. The median over the labels that end their token, with the nearest print to the right; by page, in pixels.
std::map<int, double> steps_of(const std::vector<Token>& tokens, const std::vector<LabelHit>& hits) {
  std::map<int, std::vector<double>> by_page;
  for (const LabelHit& hit : hits) {
    const Token& label = tokens[std::size_t(hit.token)];
    if (hit.fields.empty() || hit.value_begin < label.text.size()) continue;
    const Token* nearest = nullptr;
    double least = 1e9;
    for (const Token& other : tokens) {
      if (other.page != label.page || other.in_table || other.place.x < label.place.right() - label.place.h / 2) continue;
      const double dx = other.place.x - label.place.right(), dy = std::abs(other.place.center_y() - label.place.center_y());
      if (dx > 8 * label.place.h || dy > 0.7 * label.place.h) continue;
      if (const double far = dx + 4 * dy; far < least) least = far, nearest = &other;
    }
    if (nearest) by_page[label.page].push_back(nearest->place.center_y() - label.place.center_y());
  }
  std::map<int, double> steps;
  for (auto& [page, all] : by_page) {
    if (all.size() < 4) continue;
    std::nth_element(all.begin(), all.begin() + long(all.size() / 2), all.end());
    steps[page] = all[all.size() / 2];
  }
  return steps;
}

class Finder {
 public:
  Finder(const DocumentTemplate& kind, const std::vector<Token>& tokens, const std::vector<LabelHit>& hits)
      : kind_(kind), tokens_(tokens), hits_(hits) {
    first_hit_.assign(tokens.size(), -1);
    steps_ = steps_of(tokens, hits_);
    for (std::size_t h = 0; h < hits_.size(); ++h)
      if (first_hit_[std::size_t(hits_[h].token)] < 0) first_hit_[std::size_t(hits_[h].token)] = int(h);
  }

  void by_labels(std::vector<std::vector<Found>>& found) {
    for (std::size_t h = 0; h < hits_.size(); ++h) {
      for (const auto& [f, rank] : hits_[h].fields) {
        const FieldTemplate& field = kind_.fields[std::size_t(f)];
        const double label_worth = (1 - 0.12 * hits_[h].distance) * (1 - 0.012 * rank);
        for (Found& each : values_of(hits_[h], int(h), field)) {
          if (field.type == Type::date_until && half_a_range(hits_[h], each)) continue;
          each.score *= label_worth * each.value.worth;
          if (each.score > 0.12) found[std::size_t(f)].push_back(std::move(each));
        }
      }
    }
  }

 private:
  // 住院时间 names both ends of a stay: where one date only was read behind it, it is not the day of discharge.
  bool half_a_range(const LabelHit& hit, const Found& found) const {
    for (const auto& [f, rank] : hit.fields) {
      const FieldTemplate& other = kind_.fields[std::size_t(f)];
      if (other.type != Type::date_from) continue;
      const auto from = read_value(other, text_of(tokens_, found.spans));
      if (from && from->value == found.value.value) return true;
    }
    return false;
  }

  const DocumentTemplate& kind_;
  const std::vector<Token>& tokens_;
  const std::vector<LabelHit>& hits_;
  std::vector<int> first_hit_;   // by token, -1: none
  std::map<int, double> steps_;  // by page

  double step_of(const Token& label) const {
    const auto found = steps_.find(label.page);
    return found == steps_.end() ? 0 : found->second;
  }

  const Token& token(int t) const { return tokens_[std::size_t(t)]; }

  bool is_label(int t) const {
    return first_hit_[std::size_t(t)] >= 0 && hits_[std::size_t(first_hit_[std::size_t(t)])].begin == 0;
  }

  // Where the value of hit h ends in its own token: at the next label or the end.
  std::size_t inline_end(int h) const {
    const auto& hit = hits_[std::size_t(h)];
    if (std::size_t(h) + 1 < hits_.size() && hits_[std::size_t(h) + 1].token == hit.token) {
      std::size_t end = hits_[std::size_t(h) + 1].begin;
      const auto& text = token(hit.token).text;
      while (end > hit.value_begin && (text[end - 1] == U'【' || text[end - 1] == U'[' || text[end - 1] == U'(')) --end;
      return end;
    }
    return token(hit.token).text.size();
  }

  // "…住院治疗，建议：休息" : a label that goes on with its sentence.
  bool in_sentence(const LabelHit& hit) const {
    const Token& t = token(hit.token);
    return hit.begin > 0 && std::u32string_view(U",，、。;；").find(t.text[hit.begin - 1]) != std::u32string_view::npos &&
           t.gap_before(hit.begin) < 1.2;
  }

  // A block runs over labels that stand inside its sentence.
  std::size_t block_end(int h) const {
    const auto& hit = hits_[std::size_t(h)];
    std::size_t next = std::size_t(h) + 1;
    while (next < hits_.size() && hits_[next].token == hit.token && in_sentence(hits_[next])) ++next;
    return inline_end(int(next) - 1);
  }

  std::vector<Found> values_of(const LabelHit& hit, int h, const FieldTemplate& field) {
    std::vector<Found> out;
    const std::size_t end = runs_on(field.type) ? block_end(h) : inline_end(h);
    const bool has_inline = hit.value_begin < end;
    if (has_inline) {
      const bool pure = hit.colon || field.glued || hit.begin > 0 || token(hit.token).gap_before(hit.value_begin) > 0.35;
      if (auto one = inline_value(hit, h, end, field)) {
        // Glued without a colon: 医师意见 is no physician; only a value that fits its type well is believed.
        if (!pure) one->score *= field.type == Type::text || runs_on(field.type) || field.type == Type::name ? 0.45 : 0.8;
        if (in_sentence(hit)) one->score *= 0.6;
        out.push_back(std::move(*one));
      }
    }
    // What stands right behind the label may be a bracket or a speck only: the value is the next print on the row.
    if (!has_inline || (out.empty() && only_marks(hit, end))) {
      if (auto right = right_value(hit, field)) out.push_back(std::move(*right));
      if (out.empty() || out.front().value.worth < 0.7)
        if (auto below = below_value(hit, field)) out.push_back(std::move(*below));
    }
    return out;
  }

  bool only_marks(const LabelHit& hit, std::size_t end) const {
    const auto& text = token(hit.token).text;
    return std::all_of(text.begin() + long(hit.value_begin), text.begin() + long(end),
                       [](char32_t c) { return c < 0x80 ? !std::isalnum(int(c)) : !core::is_han(c); });
  }

  // A printed name ends where the signature behind it begins.
  void end_name(std::vector<Span>& spans) const {
    const Span& first = spans.front();
    for (std::size_t i = first.begin + 2; i < first.end; ++i)
      if (token(first.token).gap_before(i) > 0.7) {
        spans = {{first.token, first.begin, i}};
        return;
      }
  }

  std::optional<Found> read(const FieldTemplate& field, std::vector<Span> spans, double score) const {
    if (field.type == Type::name && !spans.empty()) end_name(spans);
    const std::u32string text = text_of(tokens_, spans);
    auto value = read_value(field, text);
    if (field.type == Type::money_words && (!value || value->worth < 0.5))
      if (auto decoded = decode_money_words(tokens_, spans)) value = std::move(decoded);
    if (!value) return {};
    // Only what was taken keeps its box.
    if (value->end > value->begin && !is_list(field.type)) spans = part_of(spans, value->begin, value->end);
    if (spans.empty()) return {};
    return Found{std::move(*value), std::move(spans), score};
  }

  std::optional<Found> inline_value(const LabelHit& hit, int h, std::size_t end, const FieldTemplate& field) {
    std::vector<Span> spans{{hit.token, hit.value_begin, end}};
    const bool last = end == token(hit.token).text.size();
    if (last) extend_right(spans, field, h);
    if (last && runs_on(field.type)) extend_down(spans, hit, field.type);
    if (last) finish_date(spans, hit, field.type);
    return read(field, std::move(spans), 1.0);
  }

  // A value cut in two by the line finder: its other tokens close behind on the row, without a label between.
  void extend_right(std::vector<Span>& spans, const FieldTemplate& field, int) const {
    const bool wide = runs_on(field.type) || field.type == Type::text || field.type == Type::hospital ||
                      field.type == Type::region || field.type == Type::money_words || field.type == Type::date_from ||
                      field.type == Type::date_until || field.type == Type::date || field.type == Type::bank_card ||
                      field.type == Type::id_number;
    if (!wide) return;
    while (spans.size() < 8) {
      const Token& last = token(spans.back().token);
      const double reach = (runs_on(field.type)               ? 6
                            : field.type == Type::hospital    ? 9
                            : field.type == Type::money_words ? 6
                                                              : 1.6) *
                           last.place.h;
      int next = -1;
      for (std::size_t t = 0; t < tokens_.size(); ++t) {
        const Token& other = tokens_[t];
        if (other.page != last.page || other.in_table || !same_row(other.place, last.place) ||
            other.place.x < last.place.right() - last.place.h / 2)
          continue;
        if (other.place.x - last.place.right() > reach) continue;
        if (next < 0 || other.place.x < token(next).place.x) next = int(t);
      }
      if (next < 0 || first_hit_[std::size_t(next)] >= 0 || rule_between(last, token(next))) return;
      spans.push_back({next, 0, token(next).text.size()});
    }
  }

  // "2023年11月22日至2023年" over "11月30日", "2024-02-" over "11": a day that goes on in the next line, under its label or
  // its value.
  void finish_date(std::vector<Span>& spans, const LabelHit& hit, Type type) const {
    if (type != Type::date && type != Type::date_from && type != Type::date_until) return;
    const std::u32string text = text_of(tokens_, spans);
    if (text.empty() || std::u32string_view(U"至到~-—年月./").find(text.back()) == std::u32string_view::npos) return;
    const Token &start = token(hit.token), &value = token(spans.front().token);
    for (std::size_t t = 0; t < tokens_.size(); ++t) {
      const Token& other = tokens_[t];
      const double down = other.place.center_y() - value.place.center_y();
      if (other.page != start.page || other.in_table || first_hit_[t] >= 0 || other.text.empty()) continue;
      if (down < 0.6 * value.place.h || down > 1.7 * value.place.h || other.text[0] < U'0' || other.text[0] > U'9') continue;
      if (std::abs(other.place.x - start.place.x) > value.place.h && std::abs(other.place.x - value.place.x) > value.place.h)
        continue;
      spans.push_back({int(t), 0, other.text.size()});
      return;
    }
  }

  bool rule_between(const Token& left, const Token& right) const {
    for (const auto& rule : left.reading->rules)
      if (!rule.horizontal && rule.box.center_x() > left.place.right() - 4 && rule.box.center_x() < right.place.x + 4 &&
          rule.box.y < left.place.center_y() && rule.box.bottom() > left.place.center_y())
        return true;
    return false;
  }

  // Lines below that go on: in the same cell of a ruled table, else under the value until the next label or a wide gap.
  void extend_down(std::vector<Span>& spans, const LabelHit& hit, Type field_type) const {
    const Token& start = token(hit.token);
    const core::Box cell = cell_around(*start.reading, start.place);
    const bool ruled = cell.h < start.reading->height * 0.9 && cell.y > 0 && cell.bottom() < start.reading->height;
    core::Box last = token(spans.back().token).place;
    for (const auto& span : spans) last = core::unite(last, token(span.token).place);
    int height = start.place.h;
    const int first_left = start.place.x;
    // On a card or a page in columns the neighbour's lines are not this text's.
    const auto beside = [&](const core::Box& place) {
      return place.x > std::max(last.right(), start.place.right()) + 3 * height || place.right() < first_left - height;
    };
    // A line that leans has a tall box: what counts is that the next one's middle lies lower.
    const auto below = [&](const core::Box& place) {
      return place.center_y() > last.bottom() - 0.3 * height && place.y >= last.y;
    };
    for (int lines = 0; lines < 40; ++lines) {
      std::vector<int> row;
      double top = 1e9;
      for (std::size_t t = 0; t < tokens_.size(); ++t) {
        const Token& other = tokens_[t];
        if (other.page != start.page || other.in_table || !below(other.place)) continue;
        if (ruled && other.place.center_y() > cell.bottom()) continue;
        if (ruled && (other.place.center_x() < cell.x || other.place.center_x() > cell.right())) continue;
        if (!ruled && beside(other.place)) continue;
        if (other.place.center_y() < top) top = other.place.center_y();
      }
      if (top > 1e8) return;
      // Headings that stand left of their text: the next one ends this text, though it is no part of its column.
      for (std::size_t t = 0; t < tokens_.size(); ++t) {
        const Token& other = tokens_[t];
        const bool left = other.page == start.page && other.place.right() <= first_left + height &&
                          std::abs(other.place.center_y() - top) < 0.6 * height;
        if (left && first_hit_[t] >= 0 && hits_[std::size_t(first_hit_[t])].begin <= 1) return;
      }
      for (std::size_t t = 0; t < tokens_.size(); ++t) {
        const Token& other = tokens_[t];
        if (other.page != start.page || other.in_table || !below(other.place)) continue;
        if (ruled && (other.place.center_x() < cell.x || other.place.center_x() > cell.right())) continue;
        if (!ruled && beside(other.place)) continue;
        if (std::abs(other.place.center_y() - top) < 0.6 * height) row.push_back(int(t));
      }
      std::sort(row.begin(), row.end(), [&](int a, int b) { return token(a).place.x < token(b).place.x; });
      core::Box box;
      for (const int t : row) {
        const int h = first_hit_[std::size_t(t)];
        if (h >= 0 && hits_[std::size_t(h)].begin <= 1 && !wraps_into(token(spans.back().token), last, hits_[std::size_t(h)]))
          return;
        box = core::unite(box, token(t).place);
      }
      if (box.y - last.bottom() > (field_type == Type::address ? 2.2 : 1.3) * height) return;
      // Far to the right of where the text runs: a signature or date, not the next line.
      if (box.x > first_left + (last.w + start.place.w) * 0.5 && box.x > start.reading->width * 0.5) return;
      for (const int t : row) spans.push_back({t, 0, token(t).text.size()});
      last = box;
    }
  }

  // A sentence that fills its line and goes on: a word at the head of the next one is part of it, though it be a label of
  // something that is no field (检查结果 in 重要辅助|检查结果).
  bool wraps_into(const Token& end, const core::Box& last, const LabelHit& hit) const {
    if (!hit.fields.empty() || end.text.empty() ||
        std::u32string_view(U"。;；.!:").find(end.text.back()) != std::u32string_view::npos)
      return false;
    int right = 0;
    for (const auto& other : tokens_)
      if (other.page == end.page && other.text.size() > 12) right = std::max(right, other.place.right());
    return last.right() > right - 2 * end.place.h;
  }

  std::optional<Found> right_value(const LabelHit& hit, const FieldTemplate& field) {
    const Token& label = token(hit.token);
    const core::Box own = hit.below < 0 ? label.place : core::unite(label.place, token(hit.below).place);
    const double step = step_of(label);
    const auto off = [&](const Token& other) { return std::abs(other.place.center_y() - own.center_y() - step); };
    int next = -1;
    for (std::size_t t = 0; t < tokens_.size(); ++t) {
      const Token& other = tokens_[t];
      if (int(t) == hit.token || other.page != label.page || other.in_table) continue;
      if (!same_row(own, other.place, step) && !same_row(own, other.place)) continue;
      if (other.place.x < own.right() - label.place.h / 2) continue;
      if (next < 0) {
        next = int(t);
        continue;
      }
      // Two lines of values beside one label: the one that stands as far from it as all others do from theirs.
      const Token& best = token(next);
      const bool stacked = other.place.x < best.place.right() && best.place.x < other.place.right();
      if (stacked && is_label(next) != is_label(int(t))) {
        if (is_label(next)) next = int(t);
        continue;
      }
      if (stacked ? off(other) < off(best) : other.place.x < best.place.x) next = int(t);
    }
    if (runs_on(field.type))
      if (auto block = cell_right(hit, field)) return block;
    if (field.type == Type::choice)
      if (auto ticked = options_right(label, field)) return ticked;
    if (next < 0) return {};
    const Token& value = token(next);
    std::size_t end = value.text.size();
    if (const int h = first_hit_[std::size_t(next)]; h >= 0) {
      end = hits_[std::size_t(h)].begin;
      if (end == 0) return {};  // the next label: this one's value is empty or stands below
      // (自费), (现金): a word in brackets of its own is a value, whatever else it names.
      if (end == 1 && field.type == Type::text && value.text[0] == U'(' && value.text.back() == U')') end = value.text.size();
    }
    const double distance = double(value.place.x - label.place.right()) / std::max(1, label.place.h);
    const double score = 0.95 - std::min(0.5, std::max(0.0, distance - 4) * 0.02);
    std::vector<Span> spans{{next, 0, end}};
    if (end == value.text.size()) {
      finish_date(spans, hit, field.type);
      extend_right(spans, field, -1);
      if (runs_on(field.type)) {
        LabelHit from = hit;
        from.token = next;
        extend_down(spans, from, field.type);
      }
    }
    return read(field, std::move(spans), score);
  }

  // Options printed in several lines beside their label.
  std::optional<Found> options_right(const Token& label, const FieldTemplate& field) const {
    std::vector<Span> spans;
    for (std::size_t t = 0; t < tokens_.size(); ++t) {
      const Token& other = tokens_[t];
      if (other.page != label.page || other.in_table || other.place.x < label.place.right() - label.place.h / 2) continue;
      if (std::abs(other.place.center_y() - label.place.center_y()) > 1.1 * label.place.h || first_hit_[t] >= 0) continue;
      spans.push_back({int(t), 0, other.text.size()});
    }
    return spans.size() < 2 ? std::nullopt : read(field, std::move(spans), 0.9);
  }

  // The whole cell right of a label's cell, line by line.
  std::optional<Found> cell_right(const LabelHit& hit, const FieldTemplate& field) {
    const Token& label = token(hit.token);
    const core::Box own = cell_around(*label.reading, label.place);
    if (own.right() >= label.reading->width - 2 || own.y <= 0 || own.bottom() >= label.reading->height) return {};
    core::Box probe = label.place;
    probe.x = own.right() + label.place.h, probe.w = 2;
    const core::Box cell = cell_around(*label.reading, probe);
    std::vector<Span> spans;
    for (std::size_t t = 0; t < tokens_.size(); ++t) {
      const Token& other = tokens_[t];
      if (other.page != label.page || other.in_table) continue;
      if (other.place.center_x() < cell.x || other.place.center_x() > cell.right() || other.place.center_y() < cell.y ||
          other.place.center_y() > cell.bottom())
        continue;
      if (other.place.x > label.place.x && first_hit_[std::size_t(t)] >= 0 &&
          hits_[std::size_t(first_hit_[std::size_t(t)])].begin == 0 && hits_[std::size_t(first_hit_[std::size_t(t)])].colon)
        break;
      spans.push_back({int(t), 0, other.text.size()});
    }
    if (spans.empty()) return {};
    return read(field, std::move(spans), 0.95);
  }

  // A grid with its labels in a row and the values under them.
  std::optional<Found> below_value(const LabelHit& hit, const FieldTemplate& field) {
    const Token& label = token(hit.token);
    const core::Box place = label.place_of(hit.begin, hit.end);
    int next = -1;
    for (std::size_t t = 0; t < tokens_.size(); ++t) {
      const Token& other = tokens_[t];
      if (int(t) == hit.token || other.page != label.page || other.in_table || other.place.y < place.y + place.h / 2) continue;
      if (other.place.y - place.bottom() > 1.6 * place.h) continue;
      const int shared = std::min(other.place.right(), place.right()) - std::max(other.place.x, place.x);
      if (shared < 0.3 * std::min(other.place.w, place.w)) continue;
      if (next < 0 || other.place.y < token(next).place.y) next = int(t);
    }
    if (next < 0 || first_hit_[std::size_t(next)] >= 0) return {};
    if (field.type == Type::money) next = only_amount_below(next);
    std::vector<Span> spans{{next, 0, token(next).text.size()}};
    if (runs_on(field.type)) {
      LabelHit from = hit;
      from.token = next;
      extend_down(spans, from, field.type);
    }
    return read(field, std::move(spans), 0.55);
  }

  // A column of amounts by way of payment (cash, cheque, card) of which all but one are nothing: that one. `top` is the first.
  int only_amount_below(int top) const {
    const auto amount = [&](int t) {
      const auto value = read_cell(Type::money, token(t).text);
      return value && value->worth > 0.7 ? core::parse_money(value->value) : std::nullopt;
    };
    if (amount(top).value_or(1) != 0) return top;
    for (int last = top;;) {
      int next = -1;
      for (std::size_t t = 0; t < tokens_.size(); ++t) {
        const core::Box &place = tokens_[t].place, &above = token(last).place;
        if (tokens_[t].page != token(top).page || tokens_[t].in_table || std::abs(place.right() - above.right()) > above.h)
          continue;
        if (place.y < above.center_y() || place.y - above.bottom() > 1.6 * above.h) continue;
        if (next < 0 || place.y < token(next).place.y) next = int(t);
      }
      if (next < 0 || !amount(next)) return top;
      if (*amount(next) != 0) return next;
      last = next;
    }
  }
};

bool reads_as_printed(Type type) {
  switch (type) {
    case Type::text:
    case Type::name:
    case Type::clerk:
    case Type::department:
    case Type::hospital:
    case Type::region:
    case Type::block:
    case Type::address:
    case Type::bank:
    case Type::bed:
    case Type::age:
    case Type::money_words: return true;
    default: return false;
  }
}

// "…随时就诊。11.": a number without its sentence, or a page's.
void drop_bare_number(std::string& text) {
  std::size_t end = text.size();
  while (end > 0 && (text[end - 1] == '.' || (text[end - 1] >= '0' && text[end - 1] <= '9'))) --end;
  const std::string_view stop = "。";
  if (end < text.size() && text.size() - end <= 3 && end >= stop.size() &&
      text.compare(end - stop.size(), stop.size(), stop) == 0)
    text.resize(end);
}

core::Field finished(const FieldTemplate& field, const std::vector<Token>& tokens, const Found& found) {
  core::Field out = field_of(tokens, found.spans);
  out.value = found.value.value;
  if (reads_as_printed(field.type)) out.value = as_printed(out.text);
  if (field.type == Type::hospital || field.type == Type::name || field.type == Type::money_words)
    out.value = core::without_blanks(found.value.value);
  if (field.type == Type::block) drop_bare_number(out.value);
  if (is_list(field.type)) {
    out.is_list = true;
    out.value.clear();
    for (const auto& each : found.value.list) out.list.push_back(as_printed(each));
  }
  // The place and the type's own check speak for the value beside the characters.
  out.confidence *= 0.55 + 0.45 * std::min(1.0, found.score);
  return out;
}

void prefer(const FieldTemplate& field, const std::vector<Token>& tokens, long long items_sum, std::vector<Found>& found) {
  const auto fen = [](const Found& f) { return core::parse_money(f.value.value).value_or(0); };
  const auto place = [&](const Found& f) { return tokens[std::size_t(f.spans.front().token)].place; };
  const double best = found.front().score;
  std::stable_sort(found.begin(), found.end(), [&](const Found& a, const Found& b) {
    if (field.prefer == "total" && items_sum > 0) {
      const bool fits_a = std::llabs(fen(a) - items_sum) <= 1, fits_b = std::llabs(fen(b) - items_sum) <= 1;
      if (fits_a != fits_b) return fits_a;
    }
    const bool good_a = a.score > 0.7 * best, good_b = b.score > 0.7 * best;
    if (good_a != good_b) return good_a;
    if (field.prefer == "total" || field.prefer == "largest") return fen(a) > fen(b);
    if (field.prefer == "left") return place(a).x < place(b).x;
    // Side by side, the first is the one on the left.
    const bool level = std::abs(place(a).center_y() - place(b).center_y()) < 1.5 * place(a).h;
    if (field.prefer == "topmost") return level ? place(a).x < place(b).x : place(a).y < place(b).y;
    if (field.prefer == "lowest") return level ? place(a).x > place(b).x : place(a).y > place(b).y;
    return false;
  });
}

}  // namespace

namespace {

// What readers make of "ml", "IU" and the times sign in specifications, told by the figures around them.
void mend_units(std::u32string& text) {
  const auto digit = [&](std::size_t i) { return i < text.size() && text[i] >= U'0' && text[i] <= U'9'; };
  const auto one = [&](std::size_t i) {
    return i < text.size() && (text[i] == U'1' || text[i] == U'l' || text[i] == U'|' || text[i] == U'I');
  };
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == U'm' && digit(i - 1) && one(i + 1) && !digit(i + 2)) text[i + 1] = U'l';
    if (text[i] == U'U' && i >= 2 && one(i - 1) && digit(i - 2) && text[i - 1] == U'1' && i + 1 == text.size())
      text[i - 1] = U'I';
    if (text[i] == U'°' && i + 1 < text.size() && digit(i + 1)) text[i] = U'*';
  }
}

}  // namespace

std::string as_printed(const std::string& text) {
  std::u32string in = core::to_u32(core::tidy(text));
  mend_units(in);
  for (std::size_t i = 0; i < in.size(); ++i) {
    const bool beside = (i > 0 && core::is_han(in[i - 1])) || (i + 1 < in.size() && core::is_han(in[i + 1]));
    if (!beside) continue;
    if (in[i] == U'(') in[i] = U'（';
    if (in[i] == U')') in[i] = U'）';
    if (in[i] == U',') in[i] = U'，';
    if (in[i] == U';') in[i] = U'；';
    if (in[i] == U':') in[i] = U'：';
  }
  // Brackets in pairs: the other half of one that was made full-width.
  int open = 0;
  for (auto& c : in) {
    if (c == U'（') ++open;
    if (c == U'(' && in.find(U'）') != in.npos) c = U'（', ++open;
    if (c == U')' && open > 0) c = U'）';
    if (c == U'）') --open;
  }
  return core::to_utf8(in);
}

std::map<std::string, core::Field> find_fields(const DocumentTemplate& kind, const std::vector<Token>& tokens,
                                               const std::vector<LabelHit>& hits, long long items_sum) {
  std::vector<std::vector<Found>> found(kind.fields.size());
  Finder(kind, tokens, hits).by_labels(found);
  std::map<std::string, core::Field> fields;
  for (std::size_t f = 0; f < kind.fields.size(); ++f) {
    const FieldTemplate& field = kind.fields[f];
    auto& all = found[f];
    for (auto& place : find_anywhere(field, kind.stops, tokens, all.empty()))
      all.push_back({std::move(place.value), std::move(place.spans), place.score});
    if (all.empty()) continue;
    std::stable_sort(all.begin(), all.end(), [](const Found& a, const Found& b) { return a.score > b.score; });
    if (!field.prefer.empty()) prefer(field, tokens, items_sum, all);
    core::Field best = finished(field, tokens, all.front());
    for (const auto& each : all) {
      const core::Field other = finished(field, tokens, each);
      const bool known = std::any_of(best.candidates.begin(), best.candidates.end(),
                                     [&](const core::Candidate& c) { return c.value == other.value; });
      if (!known && !other.is_list && best.candidates.size() < 5)
        best.candidates.push_back({other.value, other.text, other.confidence});
    }
    const bool short_value = field.type == Type::name || field.type == Type::clerk || field.type == Type::digits ||
                             field.type == Type::code || field.type == Type::id_number || field.type == Type::check_code;
    if (short_value)
      for (auto& other : alternatives_of(tokens, all.front().spans))
        if (best.candidates.size() < 6) best.candidates.push_back(std::move(other));
    if (best.value.empty() && best.list.empty()) continue;
    fields[field.name] = std::move(best);
  }
  return fields;
}

}  // namespace claimpack::extract
