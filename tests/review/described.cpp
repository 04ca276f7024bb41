// openapi.json held against answers: the status must be described, and a JSON body be what the schema says.
#include <set>

#include "review/made_station.hpp"

namespace claimpack::made {

namespace {

const Json& description() {
  static const Json json = Json::parse(review::openapi_json());
  return json;
}

const Json& resolved(const Json& schema) {
  if (!schema.contains("$ref")) return schema;
  const Json* at = &description();
  const std::string path = schema.at("$ref").get<std::string>().substr(2);
  for (std::size_t from = 0; from < path.size();) {
    const auto to = std::min(path.find('/', from), path.size());
    at = &at->at(path.substr(from, to - from));
    from = to + 1;
  }
  return *at;
}

bool is_of(const Json& value, const std::string& type) {
  return (type == "string" && value.is_string()) || (type == "integer" && value.is_number_integer()) ||
         (type == "number" && value.is_number()) || (type == "boolean" && value.is_boolean()) ||
         (type == "object" && value.is_object()) || (type == "array" && value.is_array()) || (type == "null" && value.is_null());
}

std::string wrong(const Json& value, const Json& given, const std::string& at) {
  const Json& schema = resolved(given);
  if (schema.contains("anyOf")) {
    std::string last;
    for (const Json& each : schema.at("anyOf"))
      if (last = wrong(value, each, at); last.empty()) return "";
    return last;
  }
  if (schema.contains("type")) {
    const Json& type = schema.at("type");
    bool fits = false;
    for (const Json& each : type.is_array() ? type : Json::array({type})) fits |= is_of(value, each.get<std::string>());
    if (!fits) return at + " is no " + type.dump();
  }
  if (schema.contains("enum")) {
    bool known = false;
    for (const Json& each : schema.at("enum")) known |= each == value;
    if (!known) return at + " is " + value.dump();
  }
  if (value.is_array() && schema.contains("items"))
    for (std::size_t i = 0; i < value.size(); ++i)
      if (const std::string found = wrong(value[i], schema.at("items"), at + "/" + std::to_string(i)); !found.empty())
        return found;
  if (!value.is_object()) return "";
  for (const Json& name : schema.value("required", Json::array()))
    if (!value.contains(name.get<std::string>())) return at + "/" + name.get<std::string>() + " is missing";
  const Json& properties = schema.value("properties", Json::object());
  for (const auto& [name, each] : value.items()) {
    if (properties.contains(name)) {
      if (const std::string found = wrong(each, properties.at(name), at + "/" + name); !found.empty()) return found;
    } else if (schema.value("additionalProperties", Json(true)) == false) {
      return at + "/" + name + " is not described";
    }
  }
  return "";
}

std::string lower(std::string text) {
  for (char& c : text) c = char(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace

std::string not_as_described(const std::string& method, const std::string& target, const Answer& answer) {
  const std::string path = target.substr(0, target.find('?'));
  const review::Match found = review::match(method, path);
  if (!found.endpoint) return answer.status >= 400 && answer.status < 500 ? "" : "an answer of what is not there";
  const Json& operation = description().at("paths").at(found.endpoint->path).at(lower(method));
  // A wrong Host, a body that is too large: before any operation.
  static const std::set<int> before_all = {400, 413, 405};
  const std::string status = std::to_string(answer.status);
  if (!operation.at("responses").contains(status)) {
    if (before_all.count(answer.status)) return "";
    return "status " + status + " is not described";
  }
  const Json& response = resolved(operation.at("responses").at(status));
  if (!response.contains("content")) return answer.body.empty() ? "" : "a body that is not described";
  const Json& content = response.at("content");
  if (!content.contains("application/json")) return "";
  if (answer.header("Content-Type").compare(0, 16, "application/json") != 0) return "not JSON";
  return wrong(answer.json(), content.at("application/json").value("schema", Json::object()), "");
}

}  // namespace claimpack::made
