// review: the review station. People correct and decide claims in their browsers; `Station` is the program's side of it.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/claim_contents.hpp"
#include "core/desk.hpp"
#include "core/ledger.hpp"
#include "core/ports.hpp"
#include "core/work_calendar.hpp"

namespace claimpack::review {

struct StationSettings {
  std::string host = "127.0.0.1";
  int port = 0;                    // 0: any that is free
  std::string certificate, key;    // PEM files; both empty: no TLS
  std::vector<std::string> names;  // of this machine, as browsers may call it, besides localhost and `host`
  std::filesystem::path web;       // the page's files; empty: the API alone
  std::string version, language = "zh";
  std::string agency_name, region;
  std::vector<std::pair<std::string, std::string>> regions;  // id, title
  std::int64_t four_eyes_fen = -1;  // claims of more than this need two people; below 0: none for their amount
  int lease_seconds = 600;
  int session_hours = 12, idle_minutes = 120;
  int password_min = 10, failures_max = 5, lock_minutes = 15;
  std::int64_t upload_bytes_max = 512LL << 20;          // of one request
  std::int64_t body_bytes_max = 1 << 20;                // of all others
  double sample_share = 0.01;                           // of accepted fields, read again blind
  double second_share = 0.02;                           // of what people typed, typed again by another
  std::map<std::string, double> second_fields;          // of these fields so much, of all others second_share
  double known_share = 0.02;                            // of samples whose answer is known
  int webhook_seconds = 10;                             // between two tries at the most; the first comes at once
  double head_seconds_max = 10, body_seconds_max = 20;  // gate.hpp
};

// All outlive the station.
struct StationPorts {
  core::Desk& desk;
  core::Shelf& shelf;
  core::ClaimContents& contents;
  core::UploadDoor& uploads;
  core::Clock& clock;
  const core::WorkCalendar& calendar;
};

class Station {
 public:
  // Opens the address and answers until it is destroyed. Errors: bad_input (address, certificate), those of the desk.
  static core::Result<std::unique_ptr<Station>> open(const StationPorts& ports, const StationSettings& settings,
                                                     std::function<void(const std::string&)> tell);
  virtual ~Station() = default;
  virtual int port() const = 0;
  virtual std::string address() const = 0;  // "http://127.0.0.1:8640"
  // Where nobody has an account yet: the path of the page that makes the first one, once; else empty.
  virtual std::string first_path() const = 0;
  // Packets that are new in the ledger come to the desk, decided ones that a death left are made, samples are drawn. To be
  // called now and then by one thread. Error disk.
  virtual core::Result<int> tend() = 0;
  virtual void say(const std::string& event, const std::string& json) = 0;  // to all pages
};

// The API's description.
const std::string& openapi_json();

}  // namespace claimpack::review
