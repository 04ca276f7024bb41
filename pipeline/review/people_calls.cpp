// Accounts, sessions, passwords.
#include <algorithm>

#include "core/calibration.hpp"
#include "core/money.hpp"
#include "core/text.hpp"
#include "review/secrets.hpp"
#include "review/server.hpp"

namespace claimpack::review {

using core::Person;

namespace {

constexpr int tries_a_minute_max = 20;  // wrong ones, from one address or for one login

bool is_login(const std::string& text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-' || c == '_' || c == '@';
  });
}

void check_name(const std::string& name) {
  const bool plain = std::none_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (core::trim(name).empty() || !plain) throw Refusal{422, "name", "请填写姓名", "The name is missing", "name", ""};
}

core::Role role_in(const std::string& name) {
  const auto role = core::role(name);
  if (!role) throw Refusal{422, "role", "没有这个角色", "There is no such role", name, ""};
  return *role;
}

Json person_json(const Person& person) {
  return {{"id", person.id},         {"login", person.login},
          {"name", person.name},     {"role", core::name_of(person.role)},
          {"active", person.active}, {"locked_until", person.locked_until_ms ? Json(person.locked_until_ms) : Json(nullptr)}};
}

Person person_with(const std::vector<Person>& people, std::int64_t id) {
  for (const Person& each : people)
    if (each.id == id) return each;
  throw not_found();
}

}  // namespace

void Server::health(Call& call) { call.answer({{"ok", true}, {"version", settings_.version}}); }

void Server::openapi(Call& call) {
  static const std::string etag = sha256_hex(openapi_json()).substr(0, 32);
  if (!call.same(etag)) call.answer_bytes(openapi_json(), "application/json; charset=utf-8");
}

void Server::check_password(const std::string& password, const std::string& login) const {
  const auto letters = core::to_u32(password).size();
  if (int(letters) < settings_.password_min || password.size() > 1024 || password == login)
    throw Refusal{422,
                  "password",
                  "密码至少 " + std::to_string(settings_.password_min) + " 个字符，且不能与登录名相同",
                  "A password has " + std::to_string(settings_.password_min) + " characters or more and is not the login",
                  "password",
                  "换一个更长的密码"};
}

// After too many wrong passwords from one place, nothing is tried for the rest of the minute.
void Server::slow_down(const std::string& who) {
  const std::int64_t minute = ports_.clock.steady_ms() / 60'000;
  const std::lock_guard lock(tries_mutex_);
  if (tries_.size() > 10'000) tries_.clear();
  auto& [at, count] = tries_[who];
  if (at != minute) at = minute, count = 0;
  if (++count > tries_a_minute_max)
    throw Refusal{429, "slow_down", "尝试次数太多，请一分钟后再试", "Too many tries: again in a minute", "", ""};
}

void Server::begin_session(Call& call, const Person& person) {
  const std::string token = new_token();  // never one that the other side brought along
  take(ports_.desk.begin_session({token_hash(token), person.id, 0, 0}));
  call.response.set_header("Set-Cookie", "claimpack_session=" + token + "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" +
                                             std::to_string(settings_.session_hours * 3600) + (gate_.tls() ? "; Secure" : ""));
  call.answer(session_json({person, token}));
}

Json Server::session_json(const Asker& asker) const {
  Json permissions = Json::array(), regions = Json::array();
  for (const Endpoint& each : endpoints())
    if (!is_public(each) && may(each, asker.person.role)) permissions.push_back(std::string(each.method) + " " + each.path);
  for (const auto& [id, title] : settings_.regions) regions.push_back({{"id", id}, {"title", title}});
  return {{"person",
           {{"id", asker.person.id},
            {"login", asker.person.login},
            {"name", asker.person.name},
            {"role", core::name_of(asker.person.role)}}},
          {"csrf", csrf_of(asker.token)},
          {"lang", settings_.language},
          {"version", settings_.version},
          {"settings",
           {{"four_eyes_amount", settings_.four_eyes_fen < 0 ? "" : core::format_money(settings_.four_eyes_fen)},
            {"agency_name", settings_.agency_name},
            {"region", settings_.region},
            {"regions", std::move(regions)},
            {"lease_seconds", settings_.lease_seconds},
            {"password_min", settings_.password_min},
            {"upload_bytes_max", settings_.upload_bytes_max}}},
          {"permissions", std::move(permissions)}};
}

void Server::first_admin(Call& call) {
  slow_down("first " + call.request.remote_addr);
  const std::string token = call.text("token", 100), login = call.text("login", 64), name = call.text("name", 200),
                    password = call.text("password", 1024);
  {
    const std::lock_guard lock(first_mutex_);
    if (first_token_.empty())
      throw Refusal{409, "taken", "管理员已经建立，请登录", "There is a first person already: log in", "", ""};
    if (!same_text(token_hash(token), first_token_hash_))
      throw Refusal{403, "token", "链接不对，请用终端里显示的链接", "This is not the link that the terminal shows", "", ""};
  }
  if (!is_login(login))
    throw Refusal{422, "login", "登录名只用字母、数字和 . - _ @", "A login has letters, digits and . - _ @", "login", ""};
  check_name(name);
  check_password(password, login);
  Person person;
  person.login = login, person.name = name, person.role = core::Role::admin, person.password_hash = password_hash(password);
  person.id = take(ports_.desk.add_first_person(person));
  {
    const std::lock_guard lock(first_mutex_);
    first_token_.clear();
  }
  begin_session(call, person);
}

void Server::login(Call& call) {
  const std::string login = call.text("login", 64), password = call.text("password", 1024);
  const auto found = take(ports_.desk.person(login));
  if (found && found->locked_until_ms > now())
    throw Refusal{429,
                  "locked",
                  "密码多次输错，账号已暂时锁定，请稍后再试或请管理员解锁",
                  "Locked after wrong passwords: later again, or ask an admin",
                  "",
                  ""};
  const bool fits = password_fits(password, found && found->active ? found->password_hash : "");
  if (!fits) {
    slow_down("from " + call.request.remote_addr);
    slow_down("login " + login);
    if (found && found->active) {
      const auto after =
          take(ports_.desk.login_failed(found->id, settings_.failures_max, now() + settings_.lock_minutes * 60'000LL));
      if (after.locked_until_ms > now()) tell_("An account is locked after wrong passwords");
    }
    throw Refusal{401, "login", "登录名或密码不对", "Login or password is not right", "", ""};
  }
  if (const auto before = asker_of(call.request)) take(ports_.desk.end_session(token_hash(before->token)));
  forget_sessions();
  begin_session(call, *found);
}

void Server::logout(Call& call) {
  const std::string hash = token_hash(call.asker.token);
  take(ports_.desk.end_session(hash));
  {
    const std::lock_guard lock(sessions_mutex_);
    sessions_.erase(hash);
  }
  call.response.set_header("Set-Cookie", std::string("claimpack_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0") +
                                             (gate_.tls() ? "; Secure" : ""));
  call.answer({{"ok", true}});
}

void Server::session(Call& call) { call.answer(session_json(call.asker)); }

void Server::change_password(Call& call) {
  const std::string old = call.text("old", 1024), fresh = call.text("new", 1024);
  Person person = person_with(take(ports_.desk.people()), call.asker.id());
  if (person.locked_until_ms > now())
    throw Refusal{429, "locked", "密码多次输错，账号已暂时锁定", "Locked after wrong passwords", "", ""};
  if (!password_fits(old, person.password_hash)) {
    slow_down("password " + person.login);
    take(ports_.desk.login_failed(person.id, settings_.failures_max, now() + settings_.lock_minutes * 60'000LL));
    throw Refusal{422, "password", "原密码不对", "The old password is not right", "old", ""};
  }
  check_password(fresh, person.login);
  person.password_hash = password_hash(fresh), person.failures = 0;
  take(ports_.desk.change_person(person, person.id, "password"));
  take(ports_.desk.end_sessions_of(person.id, token_hash(call.asker.token)));
  forget_sessions();
  call.answer({{"ok", true}});
}

void Server::list_people(Call& call) {
  const auto people = take(ports_.desk.people());
  Json all = Json::array();
  // Error rates are a supervisor's business.
  const bool rates = !call.asker.is(core::Role::admin);
  const auto counts = rates ? take(ports_.desk.quality()) : core::QualityCounts{};
  const auto figures = rates ? take(ports_.desk.figures(now(), 90)) : core::DeskFigures{};
  const auto of = [](const auto& list, std::int64_t id) {
    for (const auto& [who, count] : list)
      if (who == id) return count;
    return std::int64_t(0);
  };
  for (const Person& each : people) {
    Json json = person_json(each);
    if (rates) {
      json["corrections"] = of(figures.corrections, each.id), json["decided"] = of(figures.decided, each.id);
      std::int64_t taken = 0, wrong = 0;
      for (const core::Counted& counted : counts.people)
        if (counted.key == std::to_string(each.id)) taken = counted.taken, wrong = counted.wrong;
      json["sampled"] = taken, json["wrong"] = wrong;
      json["wrong_share_max"] = taken ? core::wrong_share_max(int(taken), int(wrong)) : 1.0;
    }
    all.push_back(std::move(json));
  }
  call.answer({{"people", std::move(all)}});
}

void Server::add_person(Call& call) {
  Person person;
  person.login = call.text("login", 64), person.name = call.text("name", 200), person.role = role_in(call.text("role", 32));
  const std::string password = call.text("password", 1024);
  if (!is_login(person.login))
    throw Refusal{422, "login", "登录名只用字母、数字和 . - _ @", "A login has letters, digits and . - _ @", "login", ""};
  check_name(person.name);
  check_password(password, person.login);
  person.password_hash = password_hash(password);
  person.id = take(ports_.desk.add_person(person, call.asker.id()));
  call.answer(person_json(person), 201);
}

void Server::change_person(Call& call) {
  Person person = person_with(take(ports_.desk.people()), call.number(0));
  const Person before = person;
  if (call.body.contains("name")) person.name = call.text("name", 200), check_name(person.name);
  if (call.body.contains("role")) person.role = role_in(call.text("role", 32));
  if (const auto active = call.yes_or_no("active")) person.active = *active;
  if (const auto locked = call.yes_or_no("locked"); locked && !*locked) person.locked_until_ms = 0, person.failures = 0;
  if (call.body.contains("password")) {
    const std::string password = call.text("password", 1024);
    check_password(password, person.login);
    person.password_hash = password_hash(password);
  }
  take(ports_.desk.change_person(person, call.asker.id(), "changed"));
  if (!person.active || person.role != before.role || person.password_hash != before.password_hash)
    take(ports_.desk.end_sessions_of(person.id, person.id == call.asker.id() ? token_hash(call.asker.token) : ""));
  forget_sessions();
  call.answer(person_json(person));
}

}  // namespace claimpack::review
