// Members of a JSON object read by their types, for whichever JSON type the caller has (this room knows no library; the type is
// used as nlohmann's is).
#pragma once

#include <string>

#include "core/page.hpp"

namespace claimpack::core::correction_json {

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

}  // namespace claimpack::core::correction_json
