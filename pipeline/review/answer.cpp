#include "review/answer.hpp"

#include <charconv>

#include "core/json_depth.hpp"

namespace claimpack::review {

namespace {

constexpr int depth_max = 40;

struct Word {
  const char* place;  // of an Error of the desk (core/desk.hpp)
  int status;
  const char *code, *zh, *cure_zh;
};
// What the desk refuses, as a clerk reads it.
constexpr Word words[] = {
    {"lease", 409, "lease_lost", "这件案卷已不在您手里：被他人取走，或太久没有动静", "请回到队列重新取件；已保存的修改都在"},
    {"revision", 409, "revision_old", "案卷在您打开之后已有改动", "请重新载入；已保存的修改都在"},
    {"state", 409, "state", "案卷现在的状态不允许这样做", "请重新载入后再看"},
    {"self", 409, "self", "复核人不能是初审人本人", "请退回，由另一人复核"},
    {"taken", 409, "taken", "这个名称已被使用", "请换一个"},
    {"missing", 404, "not_found", "没有找到", "请回到队列重新查看"},
};

template <class Number>
std::optional<Number> number_in(const std::string& text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return number;
}

Refusal wrong(const std::string& name, const std::string& wanted_zh, const std::string& wanted_en) {
  return {400, "bad_request", "请求中的“" + name + "”应为" + wanted_zh, "`" + name + "` must be " + wanted_en, name, ""};
}

int status_of(core::ErrorCode code) {
  switch (code) {
    case core::ErrorCode::bad_input: return 422;
    case core::ErrorCode::missing_part: return 404;
    case core::ErrorCode::too_large: return 413;
    case core::ErrorCode::unsupported: return 422;
    default: return 500;
  }
}

}  // namespace

Refusal refusal_of(const core::Error& error) {
  for (const Word& word : words)
    if (error.code == core::ErrorCode::bad_input && error.place == word.place)
      return {word.status, word.code, word.zh, error.what, "", word.cure_zh};
  return {status_of(error.code),
          status_of(error.code) == 500 ? "failed" : "not_possible",
          core::sentence_zh(error),
          error.what,
          error.place,
          error.cure};
}

Refusal not_found() { return {404, "not_found", "没有找到", "It is not there", "", ""}; }

std::int64_t Call::number(std::size_t part) const {
  const auto found = number_in<std::int64_t>(parts.at(part));
  if (!found || *found < 0) throw not_found();
  return *found;
}

std::int64_t Call::query(const char* name, std::int64_t fallback, std::int64_t min, std::int64_t max) const {
  if (!request.has_param(name)) return fallback;
  const auto found = number_in<std::int64_t>(request.get_param_value(name));
  if (!found || *found < min || *found > max)
    throw wrong(name, "整数（" + std::to_string(min) + " 至 " + std::to_string(max) + "）",
                "a whole number from " + std::to_string(min) + " to " + std::to_string(max));
  return *found;
}

std::string Call::query(const char* name) const { return request.has_param(name) ? request.get_param_value(name) : ""; }

bool Call::flag(const char* name) const {
  const std::string text = query(name);
  return text == "1" || text == "true";
}

std::string Call::text(const char* name, std::size_t bytes_max, bool needed) const {
  const auto found = body.find(name);
  if (found == body.end() || found->is_null()) {
    if (!needed) return "";
    throw wrong(name, "文字", "a text");
  }
  if (!found->is_string()) throw wrong(name, "文字", "a text");
  auto text = found->get<std::string>();
  if (text.size() > bytes_max) throw wrong(name, "较短的文字", "a shorter text");
  return text;
}

std::int64_t Call::integer(const char* name) const {
  const auto found = body.find(name);
  if (found == body.end() || !found->is_number_integer()) throw wrong(name, "整数", "a whole number");
  return found->get<std::int64_t>();
}

std::optional<bool> Call::yes_or_no(const char* name) const {
  const auto found = body.find(name);
  if (found == body.end()) return std::nullopt;
  if (!found->is_boolean()) throw wrong(name, "是或否", "true or false");
  return found->get<bool>();
}

void Call::answer(const Json& json, int status) {
  response.status = status;
  response.set_content(dumped(json), "application/json; charset=utf-8");
}

void Call::answer_bytes(const std::string& bytes, const char* type) {
  response.status = 200;
  response.set_content(bytes, type);
}

void Call::nothing() { response.status = 204; }

bool Call::same(const std::string& etag) {
  const std::string quoted = "\"" + etag + "\"";
  response.set_header("ETag", quoted);
  if (request.get_header_value("If-None-Match") != quoted) return false;
  response.status = 304;
  return true;
}

void refuse(httplib::Response& response, const Refusal& refusal) {
  Json error = {{"code", refusal.code},
                {"message_zh", refusal.zh},
                {"message_en", refusal.en},
                {"place", refusal.place},
                {"cure", refusal.cure}};
  response.status = refusal.status;
  response.set_content(dumped({{"error", std::move(error)}}), "application/json; charset=utf-8");
}

std::optional<Json> parsed(const std::string& text) {
  if (core::nests_deeper(text, depth_max)) return std::nullopt;
  auto json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return std::nullopt;
  return json;
}

std::string dumped(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace claimpack::review
