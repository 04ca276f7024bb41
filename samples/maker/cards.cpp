// Copies of cards: identity, social security, bank.
#include <numbers>

#include "papers.hpp"
#include "stamps.hpp"

namespace claimpack::samples {

namespace {

constexpr double card_width = 85.6, card_height = 54;

std::string dotted(const Date& d) {
  std::string iso = core::format_date(d);
  for (char& c : iso)
    if (c == '-') c = '.';
  return iso;
}

// A head and shoulders, no one's.
void portrait(Canvas& c, double x, double y, double w, double h) {
  cairo_t* cairo = c.cairo();
  c.fill({x, y, w, h}, {0.88, 0.92, 0.95}, 0.7);
  cairo_set_source_rgb(cairo, 0.30, 0.32, 0.36);
  cairo_save(cairo);
  cairo_rectangle(cairo, pt(x), pt(y), pt(w), pt(h));
  cairo_clip(cairo);
  cairo_arc(cairo, pt(x + w / 2), pt(y + h * 1.08), pt(w * 0.48), 0, 2 * std::numbers::pi);
  cairo_fill(cairo);
  cairo_set_source_rgb(cairo, 0.84, 0.74, 0.66);
  cairo_arc(cairo, pt(x + w / 2), pt(y + h * 0.42), pt(w * 0.25), 0, 2 * std::numbers::pi);
  cairo_fill(cairo);
  cairo_set_source_rgb(cairo, 0.16, 0.15, 0.16);
  cairo_arc(cairo, pt(x + w / 2), pt(y + h * 0.36), pt(w * 0.26), std::numbers::pi, 2 * std::numbers::pi);
  cairo_fill(cairo);
  cairo_restore(cairo);
}

void front(Canvas& c, double x, double y, const Person& p) {
  c.face({x, y, card_width, card_height}, 3, {0.87, 0.93, 0.95}, {0.93, 0.95, 0.90});
  const Style label{.size = 7.5, .colour = {0.25, 0.42, 0.58}}, value{.size = 9.5};
  const auto pair = [&](double at_x, double at_y, const std::string& name, const std::string& text) {
    c.text(x + at_x, y + at_y + 0.6, name, label);
    c.text(x + at_x + c.measure(name, label) + 2.5, y + at_y, text, value);
  };
  pair(6, 6, "姓名", p.name);
  pair(6, 13, "性别", p.sex);
  pair(26, 13, "民族", p.ethnicity);
  c.text(x + 6, y + 20.6, "出生", label);
  double at = x + 13.8;
  for (const auto& [number, unit] :
       {std::pair{p.birth.year, "年"}, std::pair{p.birth.month, "月"}, std::pair{p.birth.day, "日"}}) {
    at += c.text(at, y + 20, std::to_string(number), value) + 1.2;
    at += c.text(at, y + 20.6, unit, label) + 1.2;
  }
  c.text(x + 6, y + 27.6, "住址", label);
  c.paragraph(x + 13.8, y + 27, 38, p.address, {.size = 8.5});
  c.text(x + 6, y + 45.6, "公民身份号码", label);
  c.text(x + 29, y + 44.6, p.id_number, {.size = 11, .spacing = 0.9});
  portrait(c, x + 58, y + 8, 22, 29);
}

void back(Canvas& c, double x, double y, const Person& p, const CardDates& dates) {
  c.face({x, y, card_width, card_height}, 3, {0.90, 0.93, 0.94}, {0.86, 0.90, 0.93});
  c.text(x + 52, y + 8, "中华人民共和国", {.size = 11, .family = serif, .bold = true, .align = Align::centre, .spacing = 1});
  c.text(x + 52, y + 16, "居民身份证", {.size = 16, .family = serif, .bold = true, .align = Align::centre, .spacing = 3});
  c.fill({x + 8, y + 8, 14, 14}, {0.78, 0.32, 0.28}, 0.5);
  const Style style{.size = 8.5};
  c.text(x + 16, y + 37, "签发机关", {.size = 8, .bold = true});
  c.text(x + 32, y + 36.8, p.authority, style);
  c.text(x + 16, y + 44, "有效期限", {.size = 8, .bold = true});
  c.text(x + 32, y + 43.8, dotted(dates.from) + "-" + (dates.until ? dotted(*dates.until) : "长期"), style);
}

Json identity_fields(const Person& p, const CardDates& dates) {
  return {{"name", p.name},
          {"sex", p.sex},
          {"ethnicity", p.ethnicity},
          {"birth_date", core::format_date(p.birth)},
          {"address", p.address},
          {"id_number", p.id_number},
          {"issuing_authority", p.authority},
          {"valid_from", core::format_date(dates.from)},
          {"valid_until", dates.until ? core::format_date(*dates.until) : "长期"}};
}

}  // namespace

Document identity_card(const Person& p, const CardDates& dates) {
  Document d{"identity_card", "both_faces"};
  d.papers.push_back({210, 297, [=](Canvas& c) {
                        front(c, 62, 50, p);
                        back(c, 62, 120, p, dates);
                        sample_note(c, 210, 297);
                      }});
  d.fields = identity_fields(p, dates);
  return d;
}

Document identity_card_two_sheets(const Person& p, const CardDates& dates) {
  Document d{"identity_card", "one_face_a_sheet"};
  d.papers.push_back({210, 297, [=](Canvas& c) {
                        front(c, 58, 70, p);
                        sample_note(c, 210, 297);
                      }});
  d.papers.push_back({210, 297, [=](Canvas& c) {
                        back(c, 60, 66, p, dates);
                        sample_note(c, 210, 297);
                      }});
  d.fields = identity_fields(p, dates);
  return d;
}

Document social_security_card(const Person& p, const std::string& card_number, const std::string& city) {
  Document d{"social_security_card", "face"};
  d.papers.push_back({210, 297, [=](Canvas& c) {
                        constexpr double x = 62, y = 60;
                        c.face({x, y, card_width, card_height}, 3, {0.97, 0.90, 0.86}, {0.88, 0.93, 0.97});
                        c.text(x + 8, y + 5, "中华人民共和国社会保障卡", {.size = 11, .family = serif, .bold = true});
                        c.text(x + 8, y + 11.5, city, {.size = 7.5});
                        const Style style{.size = 8.5};
                        c.text(x + 31, y + 20, "姓名  " + p.name, style);
                        c.text(x + 31, y + 27, "社会保障号码  " + p.id_number, style);
                        c.text(x + 31, y + 34, "社会保障卡卡号  " + card_number, style);
                        c.text(x + 31, y + 41, "发卡日期  2019年06月", style);
                        portrait(c, x + 6, y + 18, 21, 27);
                        c.fill({x + 70, y + 40, 10, 8}, {0.85, 0.70, 0.35});
                        sample_note(c, 210, 297);
                      }});
  d.fields = {{"name", p.name}, {"id_number", p.id_number}, {"card_number", card_number}};
  return d;
}

Document bank_card(const Person& p, const std::string& card_number, const std::string& bank) {
  Document d{"bank_card", "face"};
  d.papers.push_back({210, 297, [=](Canvas& c) {
                        constexpr double x = 60, y = 64;
                        c.face({x, y, card_width, card_height}, 3, {0.86, 0.93, 0.90}, {0.70, 0.84, 0.80});
                        c.text(x + 8, y + 6, bank, {.size = 12, .family = serif, .bold = true});
                        c.text(x + 78, y + 8, "借记卡", {.size = 8, .align = Align::right});
                        c.fill({x + 8, y + 18, 11, 9}, {0.85, 0.70, 0.35});
                        std::string spaced;
                        for (std::size_t i = 0; i < card_number.size(); ++i)
                          spaced += (i > 0 && i % 4 == 0 ? " " : "") + std::string(1, card_number[i]);
                        c.text(x + 8, y + 31, spaced, {.size = 14, .spacing = 0.6});
                        c.text(x + 8, y + 42, "VALID THRU 12/35", {.size = 7});
                        c.text(x + 78, y + 41, p.name, {.size = 10, .align = Align::right});
                        sample_note(c, 210, 297);
                      }});
  d.fields = {{"card_number", card_number}, {"bank_name", bank}, {"name", p.name}};
  return d;
}

}  // namespace claimpack::samples
