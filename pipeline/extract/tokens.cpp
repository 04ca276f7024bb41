#include "extract/tokens.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace claimpack::extract {

core::Box Token::place_of(std::size_t begin, std::size_t end) const {
  if (begin >= end || glyph.empty()) return place;
  const auto& first = line->glyphs[std::size_t(glyph[begin])];
  const auto& last = line->glyphs[std::size_t(glyph[end - 1])];
  return {first.x, place.y, std::max(1, last.x + last.w - first.x), place.h};
}

double Token::confidence_of(std::size_t begin, std::size_t end) const {
  // A value is as sure as its least sure character, softened: others of it may still be witnesses.
  double product = 1, least = 1;
  for (std::size_t i = begin; i < end; ++i) {
    const double p = line->glyphs[std::size_t(glyph[i])].probability;
    product *= p, least = std::min(least, p);
  }
  return std::min(least, product + 0.02);
}

double Token::gap_before(std::size_t i) const {
  if (i == 0 || i >= glyph.size()) return 10;
  const auto& left = line->glyphs[std::size_t(glyph[i - 1])];
  const auto& right = line->glyphs[std::size_t(glyph[i])];
  return double(right.x - left.x - left.w) / std::max(1, place.h);
}

std::vector<Token> tokens_of(const core::Sheet& sheet, const std::vector<const core::Reading*>& pages) {
  std::vector<Token> tokens;
  for (const auto& sheet_page : sheet.pages) {
    const core::Reading& reading = *pages[std::size_t(sheet_page.page)];
    for (const auto& line : reading.lines) {
      if (sheet_page.part) {
        const core::Box both = core::intersect(line.upright, *sheet_page.part);
        if (both.area() * 2 < line.upright.area()) continue;
      }
      Token token;
      token.reading = &reading, token.page = sheet_page.page, token.line = &line, token.place = line.upright;
      // The line to write on is no print.
      for (std::size_t g = 0; g < line.glyphs.size(); ++g)
        for (const char32_t c : core::fold_width(core::to_u32(line.glyphs[g].text)))
          if (!core::is_blank(c) && c != U'_') token.text += c, token.glyph.push_back(int(g));
      if (!token.text.empty()) tokens.push_back(std::move(token));
    }
  }
  return tokens;
}

std::u32string text_of(const std::vector<Token>& tokens, const std::vector<Span>& spans) {
  std::u32string text;
  for (const auto& span : spans) text += tokens[std::size_t(span.token)].text.substr(span.begin, span.end - span.begin);
  return text;
}

std::vector<Span> part_of(const std::vector<Span>& spans, std::size_t begin, std::size_t end) {
  std::vector<Span> part;
  std::size_t at = 0;
  for (const auto& span : spans) {
    const std::size_t length = span.end - span.begin;
    const std::size_t from = std::max(begin, at), to = std::min(end, at + length);
    if (from < to) part.push_back({span.token, span.begin + (from - at), span.begin + (to - at)});
    at += length;
  }
  return part;
}

core::Field field_of(const std::vector<Token>& tokens, const std::vector<Span>& spans) {
  core::Field field;
  field.confidence = spans.empty() ? 0 : 1;
  bool first = true;
  int asked = 0, differing = 0, characters = 0;
  for (const auto& span : spans) {
    const Token& token = tokens[std::size_t(span.token)];
    const core::Box box = token.reading->to_scan.apply(token.place_of(span.begin, span.end));
    // Text as printed, blanks kept.
    const auto from = std::size_t(token.glyph[span.begin]), to = std::size_t(token.glyph[span.end - 1]);
    for (std::size_t g = from; g <= to; ++g) {
      const core::Glyph& glyph = token.line->glyphs[g];
      field.text += glyph.text;
      if (core::without_blanks(glyph.text).empty()) continue;
      ++characters, asked += glyph.second != core::Second::not_asked, differing += glyph.second == core::Second::differs;
    }
    field.confidence = std::min(field.confidence, token.confidence_of(span.begin, span.end));
    if (first) {
      field.page = token.page, field.box = box;
      field.source = token.line->source == core::Line::Source::text_layer ? core::Source::text : core::Source::ocr;
      first = false;
    } else if (field.page == token.page) {
      field.box = core::unite(field.box, box);
    }
  }
  if (field.source == core::Source::text) core::testify(field, core::Witness::text_layer, true);
  if (differing > 0) core::testify(field, core::Witness::second_reader, false);
  else if (asked > 0 && asked == characters) core::testify(field, core::Witness::second_reader, true);
  return field;
}

std::vector<core::Candidate> alternatives_of(const std::vector<Token>& tokens, const std::vector<Span>& spans) {
  std::vector<core::Candidate> all;
  const std::u32string text = text_of(tokens, spans);
  std::size_t at = 0;
  for (const auto& span : spans) {
    const Token& token = tokens[std::size_t(span.token)];
    for (std::size_t i = span.begin; i < span.end; ++i, ++at) {
      const auto& glyph = token.line->glyphs[std::size_t(token.glyph[i])];
      for (const auto& other : glyph.others) {
        if (other.probability < 0.01) continue;
        const std::u32string folded = core::fold_width(core::to_u32(other.text));
        const std::string value = core::to_utf8(text.substr(0, at) + folded + text.substr(at + 1));
        all.push_back({value, value, other.probability});
      }
    }
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const core::Candidate& a, const core::Candidate& b) { return a.confidence > b.confidence; });
  if (all.size() > 4) all.resize(4);
  return all;
}

core::Box cell_around(const core::Reading& page, const core::Box& place) {
  int left = 0, right = page.width, top = 0, bottom = page.height;
  const double x = place.center_x(), y = place.center_y();
  const int slack = std::max(4, place.h / 3);
  for (const auto& rule : page.rules) {
    const auto& box = rule.box;
    if (rule.horizontal) {
      if (box.x > x + slack || box.right() < x - slack) continue;
      if (box.center_y() < y) top = std::max(top, box.y + box.h / 2);
      else bottom = std::min(bottom, box.y + box.h / 2);
    } else {
      if (box.y > y + slack || box.bottom() < y - slack) continue;
      if (box.center_x() < x) left = std::max(left, box.x + box.w / 2);
      else right = std::min(right, box.x + box.w / 2);
    }
  }
  return {left, top, right - left, bottom - top};
}

}  // namespace claimpack::extract
