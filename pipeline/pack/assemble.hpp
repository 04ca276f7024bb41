// The packet's PDF put together from its cover, the scans and the bookmarks. qpdf lives here.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "pack/scan_pages.hpp"

namespace claimpack::pack {

// A bookmark; `page` counts from 0 over the whole file.
struct Bookmark {
  std::string title;
  int page = 0;
  bool has_top = false;
  double top = 0;  // points from the page's lower edge, where it leads to a part of a page
  std::vector<Bookmark> children;
};

class Assembly {
 public:
  Assembly();
  ~Assembly();
  Assembly(const Assembly&) = delete;
  Assembly& operator=(const Assembly&) = delete;

  // All pages of a PDF that this program made.
  void add_pdf(std::string bytes);
  // A scan with its invisible text (operators, may be empty).
  void add_scan(const Placement& placement, const ImageStream& image, const std::string& text);
  int pages() const { return pages_; }
  // The whole file; `to_unicode` is the map of the invisible text's codes. Throws what qpdf throws.
  std::string finish(const std::string& title, const std::vector<Bookmark>& bookmarks, const std::string& to_unicode);

 private:
  struct File;
  std::unique_ptr<File> file_;
  int pages_ = 0;
};

// How many pages the PDF has, read back from its bytes. Throws what qpdf throws.
int count_pages(const std::string& pdf);

}  // namespace claimpack::pack
