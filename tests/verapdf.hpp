// veraPDF's judgement of files, where tools/verapdf/fetch could bring it. One start of the JVM for all of them.
#pragma once

#include <sys/wait.h>

#include <cstdio>
#include <string>
#include <vector>

namespace claimpack {

// A line a file: "PATH: PDF/A-3b", or what it breaks. "left out" where veraPDF is not there.
inline std::string verapdf_says(const std::vector<std::string>& paths) {
  std::string command = std::string("'") + CLAIMPACK_SOURCE + "/tools/verapdf/validate'", said;
  for (const std::string& path : paths) command += " '" + path + "'";
  FILE* pipe = popen((command + " 2>/dev/null").c_str(), "r");
  if (!pipe) return "left out";
  char piece[4096];
  for (std::size_t count; (count = fread(piece, 1, sizeof piece, pipe)) > 0;) said.append(piece, count);
  const int status = pclose(pipe);
  return WIFEXITED(status) && WEXITSTATUS(status) == 77 ? "left out" : said;
}

}  // namespace claimpack
