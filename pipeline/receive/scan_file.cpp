#include "receive/scan_file.hpp"

#include <exception>
#include <new>
#include <utility>

namespace claimpack::receive {

using core::Error;
using core::ErrorCode;

namespace {

class DeferredPage final : public PendingPage {
 public:
  DeferredPage(core::Origin origin, std::function<core::Result<core::Page>()> decode)
      : origin_(std::move(origin)), decode_(std::move(decode)) {}

  core::Origin origin() const override { return origin_; }

  core::Result<core::Page> decode() const override {
    try {
      auto page = decode_();
      if (!page) return page.error();
      page.value().origin = origin_;
      return page;
    } catch (const std::bad_alloc&) {
      return Error{ErrorCode::too_large, "there is not enough memory for this page", place_of(origin_),
                   "scan it with fewer pixels"};
    } catch (const std::exception& failure) {
      return Error{ErrorCode::failed, failure.what(), place_of(origin_), "scan the page again"};
    }
  }

 private:
  core::Origin origin_;
  std::function<core::Result<core::Page>()> decode_;
};

}  // namespace

std::unique_ptr<PendingPage> deferred_page(core::Origin origin, std::function<core::Result<core::Page>()> decode) {
  return std::make_unique<DeferredPage>(std::move(origin), std::move(decode));
}

std::string place_of(const core::Origin& origin) {
  return origin.page == 1 ? origin.file : origin.file + ":" + std::to_string(origin.page);
}

Error damaged(const std::string& place, const std::string& what) {
  return {ErrorCode::damaged, what, place, "scan the page again or copy the file again"};
}

Error too_many_pixels(const std::string& place, std::int64_t width, std::int64_t height, std::int64_t pixels_max) {
  return {ErrorCode::too_large,
          "the picture has " + std::to_string(width) + " x " + std::to_string(height) + " pixels, more than the limit of " +
              std::to_string(pixels_max),
          place, "scan it at 200 to 300 dpi or raise the limit in the settings"};
}

}  // namespace claimpack::receive
