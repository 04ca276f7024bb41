// The one JSON form of a correction, for whichever JSON type the caller has (this room knows no library; the type is used as
// nlohmann's is). Unknown members are refused by name: a correction that is half understood is none.
//
//   {"kind": "set_field", "document": {"file": "a.jpg", "page": 1}, "field": "items[3].amount", "value": "12.50"}
//   {"kind": "add_item", "document": …, "row": 3, "values": {"name": "…", "amount": "…"}}
//   {"kind": "group_pages", "pages": [{"file": "a.jpg", "page": 1}, …], "value": "expense_list"}
//   {"kind": "turn_page", "page": {…}, "turn": 90}      {"kind": "set_intake", "patch": {"flags": {"trauma": false}}}
//   {"kind": "answer", "rule": "…", "answer": true, "note": "…"}      {"kind": "decision", "state": "…", "reason": "…"}
#pragma once

#include <string>
#include <utility>

#include "core/correction.hpp"
#include "core/result.hpp"

namespace claimpack::core {

namespace correction_json {

template <class Json>
Json json_of(const Origin& page) {
  return {{"file", page.file}, {"page", page.page}};
}

// Reads members of one object; the first fault is kept.
template <class Json>
class Reader {
 public:
  explicit Reader(const Json& said) : json_(said) {}
  std::string fault;

  bool has(const char* name) const { return json_.contains(name) && !json_.at(name).is_null(); }
  void text(const char* name, std::string& into) {
    if (!has(name)) return;
    if (const Json& found = json_.at(name); found.is_string()) into = found.template get<std::string>();
    else complain(name, "a text");
  }
  template <class Number>
  void number(const char* name, Number& into) {
    if (!has(name)) return;
    if (const Json& found = json_.at(name); found.is_number_integer()) into = found.template get<Number>();
    else complain(name, "a whole number");
  }
  template <class Flag>
  void yes_or_no(const char* name, Flag& into) {
    if (!has(name)) return;
    if (const Json& found = json_.at(name); found.is_boolean()) into = found.template get<bool>();
    else complain(name, "true or false");
  }
  void page(const Json& found, const char* name, Origin& into) {
    if (!found.is_object()) return complain(name, "{\"file\", \"page\"}");
    Reader inner(found);
    inner.text("file", into.file);
    into.page = 1;
    inner.number("page", into.page);
    if (!inner.fault.empty() || into.file.empty() || into.page < 1) complain(name, "{\"file\", \"page\"}");
  }
  void complain(const std::string& name, const std::string& wanted) {
    if (fault.empty()) fault = "`" + name + "` must be " + wanted;
  }

 private:
  const Json& json_;
};

template <class Json>
void read_value(const Json& said, Reader<Json>& read, Correction& into) {
  if (!read.has("value")) return;
  const Json& value = said.at("value");
  if (value.is_string()) {
    into.value = value.template get<std::string>();
  } else if (value.is_boolean()) {
    into.flag = value.template get<bool>();
  } else if (value.is_array()) {
    into.is_list = true;
    for (const auto& each : value) {
      if (!each.is_string()) return read.complain("value", "a list of texts");
      into.list.push_back(each.template get<std::string>());
    }
  } else {
    read.complain("value", "a text, true or false, or a list of texts");
  }
}

template <class Json>
void read_places(const Json& said, Reader<Json>& read, Correction& into) {
  if (read.has("document")) {
    read.page(said.at("document"), "document", into.document.page);
    if (said.at("document").is_object()) Reader<Json>(said.at("document")).number("part", into.document.part);
  }
  if (read.has("page")) read.page(said.at("page"), "page", into.pages.emplace_back());
  if (read.has("pages")) {
    if (!said.at("pages").is_array()) return read.complain("pages", "a list");
    for (const auto& each : said.at("pages")) read.page(each, "pages", into.pages.emplace_back());
  }
  if (read.has("box")) {
    const Json& box = said.at("box");
    if (!box.is_array() || box.size() != 4) return read.complain("box", "[x, y, w, h]");
    for (const auto& each : box)
      if (!each.is_number()) return read.complain("box", "[x, y, w, h]");
    into.box = Box{int(box.at(0).template get<double>()), int(box.at(1).template get<double>()),
                   int(box.at(2).template get<double>()), int(box.at(3).template get<double>())};
  }
}

template <class Json>
void read_cells(const Json& said, Reader<Json>& read, Correction& into) {
  if (!read.has("values")) return;
  if (!said.at("values").is_object()) return read.complain("values", "{column: value}");
  for (const auto& [column, value] : said.at("values").items()) {
    if (!value.is_string()) return read.complain("values", "{column: value}");
    into.cells.emplace_back(column, value.template get<std::string>());
  }
}

template <class Json>
void refuse_unknown(const Json& said, Reader<Json>& read) {
  for (const auto& [name, value] : said.items()) {
    bool known = false;
    for (const char* each : {"id",      "kind", "person", "person_name", "second", "at_ms",       "undone", "document", "field",
                             "row_key", "row",  "value",  "values",      "box",    "page",        "pages",  "subtype",  "turn",
                             "patch",   "rule", "reason", "note",        "text",   "requirement", "answer", "state"})
      known |= name == each;
    if (!known && read.fault.empty()) read.fault = "`" + name + "` is no part of a correction";
  }
}

inline std::string lacks(const Correction& c) {
  using K = CorrectionKind;
  const bool on_field = c.kind == K::set_field || c.kind == K::accept_field || c.kind == K::clear_field;
  const bool on_row = c.kind == K::add_item || c.kind == K::remove_item;
  const bool on_pages =
      c.kind == K::group_pages || c.kind == K::turn_page || c.kind == K::set_aside_page || c.kind == K::restore_page;
  if ((on_field || on_row) && c.document.empty()) return "`document` is missing";
  if (on_field && c.field.empty()) return "`field` is missing";
  if (c.kind == K::set_field && c.value.empty() && !c.is_list && !c.flag) return "`value` is missing";
  if (c.kind == K::add_item && c.cells.empty()) return "`values` is missing";
  if (c.kind == K::remove_item && c.row < 0 && c.row_key.empty()) return "`row` is missing";
  if (on_pages && c.pages.empty()) return "`page` or `pages` is missing";
  if (c.kind == K::set_kind && c.document.empty() && c.pages.empty()) return "`document` or `pages` is missing";
  if (c.kind == K::set_kind && c.document_kind.empty()) return "`value`, the kind, is missing";
  if (c.kind == K::turn_page && c.turn != 90 && c.turn != 180 && c.turn != 270) return "`turn` must be 90, 180 or 270";
  if ((c.kind == K::set_aside_page || c.kind == K::dismiss_finding) && c.reason.empty()) return "`reason` is missing";
  if (c.kind == K::set_intake && c.patch.empty()) return "`patch` is missing";
  if ((c.kind == K::answer || c.kind == K::dismiss_finding) && c.rule.empty()) return "`rule` is missing";
  if (c.kind == K::decision && c.state.empty()) return "`state` is missing";
  if (c.kind == K::note && c.reason.empty()) return "`text` is missing";
  return {};
}

}  // namespace correction_json

// Error bad_input names what is wrong. What it says is checked for form only; whether it fits the claim is seen when it is
// settled.
template <class Json>
Result<Correction> correction_from(const Json& said) {
  using Reader = correction_json::Reader<Json>;
  const auto wrong = [](const std::string& what) {
    return Error{ErrorCode::bad_input, "The correction cannot be taken: " + what, "correction", "Correct it and send it again"};
  };
  if (!said.is_object()) return wrong("it is no JSON object");
  Reader read(said);
  Correction c;
  std::string kind;
  read.text("kind", kind);
  const auto known = correction_kind(kind);
  if (!known) return wrong("`kind` " + kind + " is unknown");
  c.kind = *known;
  correction_json::refuse_unknown(said, read);
  read.number("id", c.id), read.number("at_ms", c.at_ms), read.yes_or_no("undone", c.undone);
  read.text("person", c.person), read.text("person_name", c.person_name), read.text("second", c.second);
  correction_json::read_places(said, read, c);
  correction_json::read_value(said, read, c);
  correction_json::read_cells(said, read, c);
  read.text("field", c.field), read.text("row_key", c.row_key), read.number("row", c.row);
  read.text("subtype", c.subtype), read.number("turn", c.turn);
  read.text("rule", c.rule), read.text("requirement", c.requirement), read.yes_or_no("answer", c.yes);
  read.text("state", c.state);
  for (const char* name : {"reason", "note", "text"}) read.text(name, c.reason);
  if (read.has("patch")) {
    if (said.at("patch").is_object()) c.patch = said.at("patch").dump();
    else read.complain("patch", "an object");
  }
  if (c.kind == CorrectionKind::set_kind || c.kind == CorrectionKind::group_pages) c.document_kind = std::exchange(c.value, "");
  if (c.kind == CorrectionKind::answer && !read.has("answer")) read.complain("answer", "true or false");
  if (!read.fault.empty()) return wrong(read.fault);
  if (const std::string lack = correction_json::lacks(c); !lack.empty()) return wrong(lack);
  return c;
}

// Read again by correction_from.
template <class Json>
Json json_of(const Correction& c) {
  using K = CorrectionKind;
  Json said = Json::object();
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) said[name] = value;
  };
  if (c.id != 0) said["id"] = c.id;
  said["kind"] = name_of(c.kind);
  add("person", c.person), add("person_name", c.person_name), add("second", c.second);
  if (c.at_ms != 0) said["at_ms"] = c.at_ms;
  if (c.undone) said["undone"] = true;
  if (!c.document.empty()) {
    said["document"] = correction_json::json_of<Json>(c.document.page);
    if (c.document.part != 1) said["document"]["part"] = c.document.part;
  }
  add("field", c.field), add("row_key", c.row_key);
  if (c.row >= 0) said["row"] = c.row;
  if (c.is_list) said["value"] = c.list;
  else if (c.flag) said["value"] = *c.flag;
  else add("value", c.kind == K::set_kind || c.kind == K::group_pages ? c.document_kind : c.value);
  for (const auto& [column, value] : c.cells) said["values"][column] = value;
  if (c.box) said["box"] = {c.box->x, c.box->y, c.box->w, c.box->h};
  const bool one = c.pages.size() == 1 && c.kind != K::group_pages;
  if (one) said["page"] = correction_json::json_of<Json>(c.pages.front());
  else
    for (const Origin& page : c.pages) said["pages"].push_back(correction_json::json_of<Json>(page));
  add("subtype", c.subtype);
  if (c.turn != 0) said["turn"] = c.turn;
  if (!c.patch.empty()) said["patch"] = Json::parse(c.patch, nullptr, false);
  add("rule", c.rule), add("requirement", c.requirement);
  if (c.kind == K::answer) said["answer"] = c.yes;
  add("state", c.state);
  add(c.kind == K::note ? "text" : c.kind == K::answer ? "note" : "reason", c.reason);
  return said;
}

}  // namespace claimpack::core
