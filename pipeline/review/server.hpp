// The station's inside: one function an endpoint. Those of a subject stand in a file of their own.
#pragma once

#include <map>
#include <set>

#include "review/answer.hpp"
#include "review/events.hpp"
#include "review/gate.hpp"
#include "review/pages.hpp"
#include "review/station.hpp"

namespace claimpack::review {

class Server : public Station {
 public:
  Server(const StationPorts& ports, const StationSettings& settings, std::function<void(const std::string&)> tell);
  ~Server() override;
  core::Result<core::Done> open();

  int port() const override { return gate_.bound_port(); }
  std::string address() const override;
  std::string first_path() const override;
  core::Result<int> tend() override;
  void say(const std::string& event, const std::string& json) override { events_.tell(event, json); }

 private:
  using Handler = void (Server::*)(Call&);
  struct Seen {  // of a session, looked up not long ago
    Asker asker;
    std::int64_t started_ms = 0, checked_ms = 0, used_ms = 0;
    std::map<std::int64_t, std::int64_t> unmasked;  // claim: until when
    std::set<std::string> logged;                   // what was looked at already
  };
  // The claim as it is, kept while nobody changes it.
  struct Kept {
    int revision = -1;
    std::string stand;
    std::shared_ptr<const core::ClaimView> view;
    std::vector<core::KeptCorrection> corrections;
    std::shared_ptr<const Json> claim;  // view->claim_json, parsed
  };

  // server.cpp: every request goes through here
  void answer(const httplib::Request& request, httplib::Response& response, const httplib::ContentReader* body);
  void answer_api(const httplib::Request& request, httplib::Response& response, const httplib::ContentReader* body);
  void check_host(const httplib::Request& request) const;
  void check_forgery(Call& call) const;
  void check_object(Call& call);
  void read_body(Call& call) const;
  void dress(const httplib::Request& request, httplib::Response& response) const;
  bool refuse_early(const httplib::Request& request, httplib::Response& response) const;
  static const std::map<std::string, Handler>& handlers();
  // `used`: the person did something; a page that only listens lets its session grow idle.
  std::optional<Asker> asker_of(const httplib::Request& request, bool used = true);
  void forget_sessions();
  void look_is_logged(Call& call);
  void note(const Call& call, std::int64_t claim, const std::string& verb, const std::string& detail = "");
  std::int64_t now() const { return ports_.clock.now_ms(); }

  // people_calls.cpp
  void health(Call& call);
  void openapi(Call& call);
  void first_admin(Call& call);
  void login(Call& call);
  void logout(Call& call);
  void session(Call& call);
  void change_password(Call& call);
  void list_people(Call& call);
  void add_person(Call& call);
  void change_person(Call& call);
  void begin_session(Call& call, const core::Person& person);
  Json session_json(const Asker& asker) const;
  void check_password(const std::string& password, const std::string& login) const;
  void slow_down(const std::string& who);

  // queue_calls.cpp
  void queue(Call& call);
  void next(Call& call);
  void take_lease(Call& call);
  void renew_lease(Call& call);
  void give_back(Call& call);
  void postpone(Call& call);
  void to_senior(Call& call);
  void steer(Call& call);
  std::string region_title(const core::DeskClaim& row) const;
  Json queue_item(const core::QueueEntry& entry, const std::map<std::int64_t, core::Person>& people) const;
  std::map<std::int64_t, core::Person> people_by_id();
  Json lease_json(const core::Lease& lease, const Call& call, const std::map<std::int64_t, core::Person>& people) const;
  int days_left(const std::string& deadline) const;
  core::Held held(const Call& call, std::int64_t claim) const;
  std::int64_t until_ms() const { return now() + settings_.lease_seconds * 1000LL; }
  void queue_changed(std::int64_t claim);

  // claim_calls.cpp, decision_calls.cpp
  void show_claim(Call& call);
  void unmask(Call& call);
  void correct(Call& call);
  void undo(Call& call);
  void submit(Call& call);
  void second(Call& call);
  void file(Call& call);
  void history(Call& call);
  Kept kept(const core::DeskClaim& row);
  Json claim_json(Call& call, const core::DeskClaim& row, const Kept& kept);
  bool is_unmasked(const Call& call, std::int64_t claim);
  bool needs_second(const core::DeskClaim& row, const core::ClaimView& view, const std::string& state) const;
  Json pack_decided(std::int64_t claim);
  core::Result<core::MadeAgain> make_packet(std::int64_t claim);
  bool answered_already(Call& call, const std::set<std::string>& requests, const core::DeskClaim& row);

  // page_calls.cpp
  void proxy(Call& call);
  void tile(Call& call);
  void crop(Call& call);
  void read_box(Call& call);
  void claim_wall(Call& call);
  void wall(Call& call);
  void picture(Call& call, core::Result<core::ShownPicture> made);

  // desk_calls.cpp
  void upload(const httplib::Request& request, httplib::Response& response, Call& call, const httplib::ContentReader& body);
  void no_upload(Call& call);
  void desk(Call& call);
  void desk_done(Call& call);
  Json desk_claim_json(const std::string& folder, const std::vector<core::Upload>& uploads,
                       const std::map<std::int64_t, core::Person>& people);
  void add_contents(Json& json, std::int64_t claim);

  // quality_calls.cpp
  void quality(Call& call);
  void next_sample(Call& call);
  void answer_sample(Call& call);
  void dashboard(Call& call);
  Json supplement_reasons(const core::DeskFigures& figures);
  const std::map<std::string, std::string>& rule_messages();
  void rules(Call& call);
  void templates(Call& call);
  void draft_template(Call& call);
  void template_proposals(Call& call);
  void save_template(Call& call);
  core::Result<core::Done> draw_samples(const core::DeskClaim& row);

  // outbox_calls.cpp
  void outbox(Call& call);
  void acknowledge(Call& call);
  void webhooks(Call& call);
  void change_webhook(Call& call);
  void deliveries(Call& call);
  void resend(Call& call);
  void test_webhook(Call& call);
  void audit(Call& call);
  void verify_audit(Call& call);
  void metrics(Call& call);
  void events(Call& call);
  void deliver_all();
  core::Result<core::Done> deliver(const core::Delivery& delivery);

  StationPorts ports_;
  StationSettings settings_;
  std::function<void(const std::string&)> tell_;
  Gate gate_;
  Events events_;
  PageFiles files_;
  std::string first_token_hash_;
  std::string first_token_;
  mutable std::mutex first_mutex_;
  std::mutex sessions_mutex_;
  std::map<std::string, Seen> sessions_;  // by their tokens' digests
  std::mutex tries_mutex_;
  std::map<std::string, std::pair<std::int64_t, int>> tries_;  // wrong passwords: minute, count
  std::mutex kept_mutex_;
  std::map<std::int64_t, Kept> kept_;
  std::deque<std::int64_t> kept_order_;
  std::once_flag rules_once_;
  std::map<std::string, std::string> rule_messages_;
  std::mutex packing_mutex_;
  std::int64_t tended_ = 0;         // packets up to this one are at the desk; of the thread that tends
  std::set<std::int64_t> packing_;  // claims whose packet is being made
  std::condition_variable packing_ended_;
  std::mutex stop_mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
  std::thread delivering_;
  std::atomic<std::int64_t> requests_{0}, refused_{0}, failed_{0};
};

}  // namespace claimpack::review
