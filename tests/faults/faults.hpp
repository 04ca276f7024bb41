// A machine that fails on demand: counts everything that is written, and at the n-th boundary dies like a power cut (what was
// not synced is lost, in part or in whole), dies like a kill, or says that the disk is full, broken or read-only for a while.
// It stands behind the ports of core (FaultyDisk) and below SQLite (a VFS), with one count over both.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <vector>

#include "core/ports.hpp"

namespace claimpack::faults {

enum class Failure { full, broken, read_only, descriptors };

struct Plan {
  std::int64_t die_at = 0;      // boundary, from 1; 0: never
  bool lose_unsynced = false;   // a power cut, not only a kill
  std::int64_t fail_from = 0;   // boundary, from 1; 0: never
  std::int64_t fail_count = 0;  // how many boundaries fail
  Failure failure = Failure::full;
  unsigned seed = 1;
  bool lies = false;  // a sync settles nothing
  // A share: a folder that is slow, or gone for a while. Calls that concern it are counted apart, from 1.
  std::string share;
  int slow_ms = 0;
  std::int64_t gone_from = 0, gone_count = 0;  // calls
};

class Machine {
 public:
  static Machine& the();
  void start(const Plan& plan);  // counts from 0 anew
  std::int64_t count() const { return count_; }
  const std::map<std::string, std::int64_t>& failed() const { return failed_; }  // by what was asked for

  // Every change of the disk asks first. False: it fails. Does not return where the machine dies.
  bool may(const std::string& what);

  // Every call that concerns a path asks this too, looking or changing. False: its share is gone.
  bool reaches(const std::string& path);
  std::int64_t share_count() const { return share_count_; }

  // What a power cut takes back, newest first; a name is settled when what it stands for is synced.
  using Undo = std::function<void(std::mt19937&)>;
  void unsettled(const std::string& name, Undo undo);
  void settled(const std::string& name);
  Failure failure() const { return plan_.failure; }

 private:
  [[noreturn]] void die();
  std::recursive_mutex mutex_;
  Plan plan_;
  std::int64_t count_ = 0, share_count_ = 0;
  std::map<std::string, std::int64_t> failed_;
  std::vector<std::pair<std::string, Undo>> undos_;
};

core::Disk& faulty_disk();
// Makes it SQLite's own from now on. Once, before anything is opened.
void use_faulty_sqlite();

}  // namespace claimpack::faults
