// What an office may set, once: claimpack.yaml beside the work, or --settings FILE. The older form, claimpack.json, is still
// read.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "pack/pack.hpp"
#include "read/readers.hpp"
#include "receive/receive.hpp"

namespace claimpack::run {

// When a file and a claim are taken to be whole, and what becomes of the originals (claimpack watch).
struct WatchSettings {
  double still_seconds = 1;      // a file whose size and time held still so long, and whose structure ends, is taken
  double quiet_seconds = 10;     // a folder without intake.json or .ready in which nothing came so long is a claim
  double rescan_seconds = 2;     // the inbox is looked at so often whatever the system tells of it
  double give_up_seconds = 600;  // a file that never ends properly is taken as it is
  int supplement_days = 30;      // pages that come later in a folder of the same name are another claim
  int attempts_max = 20;         // a claim at which the program died so often is set aside
  double stop_seconds_max = 20;  // how long a stop waits for the claims being read
  bool move_originals = true;    // to done/ and attention/; false: they stay
  bool split_patients = true;    // loose pictures of several patients in an inbox are several claims
  int free_megabytes_min = 200;  // nothing is taken in while the disk of the ledger has less
};

// How pages are kept apart from the program (isolation.hpp).
struct WorkerSettings {
  bool processes = true;                      // false: threads of this process, for debugging and sanitizers
  int pages_max = 100;                        // that one process reads before a fresh one takes its place
  std::int64_t memory_bytes_max = 1ll << 30;  // of one process, beyond what all share; half of it makes it be replaced
  bool refuse_without_locks = false;          // where the kernel lacks seccomp or Landlock: not to start at all
};

// The review station (claimpack serve).
struct ServeSettings {
  std::string listen = "127.0.0.1:8640";
  std::string certificate, key;                 // PEM files; needed where others than this machine are served
  std::string names;                            // by which browsers may call this machine, parted by commas or blanks
  std::string four_eyes_amount;                 // yuan: claims of more than this need two people; empty: none for their amount
  double sample_share = 0.01;                   // of accepted fields, read again blind
  double second_share = 0.02;                   // of what people typed, typed again by another
  std::map<std::string, double> second_fields;  // of these fields so much
  double known_share = 0.02;                    // of samples, asked again as ones whose answer is known
  int lease_seconds = 600;                      // a claim is somebody's for so long after the last sign of life
  int session_hours = 12, idle_minutes = 120;
  int password_length_min = 10, login_failures_max = 5, lock_minutes = 15;
  int upload_megabytes_max = 512;  // of one request
  int webhook_seconds = 10;        // between two looks at what is to be delivered
};

struct Settings {
  std::string region;         // the rule set of claims that name none; empty: none
  int jobs = 0;               // pages read at the same time; 0: as many as the machine has cores
  int page_seconds_max = 60;  // CPU time; a page that takes longer is given up (workers.hpp)
  double promise = 0.005;     // the share of wrong values that may be among those accepted without a person
  receive::Limits limits;
  read::ReaderSettings reading;
  std::string key_file;  // of the station's key that signs packets; empty: station_key_file() (station.hpp)
  WatchSettings watch;
  WorkerSettings workers;
  ServeSettings serve;
  bool log_json = false;  // what is logged: a line of JSON each
  pack::Settings packet;  // the agency and its letters; `language` is the command line's --lang
};

constexpr const char *settings_name = "claimpack.yaml", *old_settings_name = "claimpack.json";

struct SettingSaid {
  std::string value, place;  // as it stands there; "claimpack.yaml:4"
};
// YAML, or JSON where the name or the text says so. Every key may be absent. Error bad_input with "file:line" and the key's name
// for a key that nobody knows (with the nearest that is known) or that stands there twice, a value of the wrong type or beyond
// its range, and text that does not parse. Files that they name lie in `folder`, unless their paths are whole. `where`, if not
// null, gets what was said of each, and where.
core::Result<Settings> parse_settings(const std::string& text, const std::string& name, const std::filesystem::path& folder = {},
                                      std::map<std::string, SettingSaid>* where = nullptr);
// `named`, else the one of the two names that lies in the current folder, else empty. Error where both do.
core::Result<std::filesystem::path> settings_file(const std::filesystem::path& named);
core::Result<std::string> settings_text(const std::filesystem::path& file);
// `file` empty: that of settings_file, else what is built in.
core::Result<Settings> load_settings(const std::filesystem::path& file);

struct SettingShown {
  std::string value, range;
  bool is_text = false;
};
// Of a known name.
SettingShown shown_setting(const Settings& settings, const std::string& name);
// "limits.pixels_max" …: every key that is understood, for messages and the guide's test.
std::vector<std::string> known_settings();

}  // namespace claimpack::run
