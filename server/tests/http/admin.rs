//! The admin's doors: signed in or nothing.

use crate::buying::{check_out, hold_of, hold_two, pay};
use crate::house::{Browser, House, PASSWORD, encoded, location};
use http::{Method, StatusCode, header};

pub(crate) async fn sign_in(browser: &Browser) {
    let answer = browser.submit("/api/sign_in", &format!("password={}", encoded(PASSWORD))).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let cookies: Vec<_> = answer.headers().get_all(header::SET_COOKIE).iter().collect();
    let cookie = cookies.iter().find_map(|cookie| {
        cookie.to_str().ok().filter(|cookie| cookie.starts_with("holdfast_admin="))
    });
    let cookie = cookie.unwrap();
    assert!(cookie.contains("SameSite=Strict") && cookie.contains("HttpOnly"), "{cookie}");
}

#[tokio::test]
async fn a_stranger_gets_no_further_than_the_door() {
    let house = House::open().await;
    let browser = house.browser();
    for path in ["/admin", "/admin/holds", "/admin/orders", "/admin/on-sale", "/admin/plans"] {
        let answer = browser.get(path).await;
        assert!(answer.status().is_redirection(), "{path}: {}", answer.status());
        assert!(location(&answer).starts_with("/admin/sign-in"), "{path}");
    }
    let wrong = browser.submit("/api/sign_in", "password=guess").await;
    assert!(location(&wrong).contains("no=wrong_password"));
    for path in ["/api/expire_holds", "/api/admin_holds", "/api/check_ledger"] {
        let own = [("sec-fetch-site", "same-origin"), ("accept", "application/json")];
        let answer =
            browser.send(Method::POST, path, "holds[]=x&reason=y&performance=1", &own).await;
        assert!(answer.status().is_client_error(), "{path}: {}", answer.status());
    }
    house.shop.close().await;
}

#[tokio::test]
async fn an_admin_sees_holds_and_follows_them_live() {
    let house = House::open().await;
    let (admin, buyer) = (house.browser(), house.browser());
    sign_in(&admin).await;
    hold_two(&house, &buyer).await;

    let page = admin.page("/admin/holds").await;
    assert!(page.contains("A Rehearsal"));
    assert_eq!(admin.get("/admin/live").await.status(), StatusCode::OK);

    admin.submit("/api/sign_out", "").await;
    assert_eq!(admin.get("/admin/live").await.status(), StatusCode::NOT_FOUND);
    house.shop.close().await;
}

#[tokio::test]
async fn a_plan_is_uploaded_or_refused_with_its_place() {
    let house = House::open().await;
    let admin = house.browser();
    let upload = |plan: &str| {
        format!(
            "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"p.json\"\r\n\
             Content-Type: application/json\r\n\r\n{plan}\r\n--x\r\n\
             Content-Disposition: form-data; name=\"name\"\r\n\r\nThe Upload\r\n--x--\r\n"
        )
    };
    let own =
        [("sec-fetch-site", "same-origin"), ("content-type", "multipart/form-data; boundary=x")];
    let path = "/admin/plans/import";
    let stranger = admin.send(Method::POST, path, &upload("{}"), &own).await;
    assert_eq!(location(&stranger), "/admin/sign-in");

    sign_in(&admin).await;
    let refused = admin.send(Method::POST, path, &upload("{\"name\": 7}"), &own).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().await.unwrap().contains("name"));
    assert_eq!(house.shop.office.venues().await.unwrap().len(), 1);

    let plan = r##"{"name": "Small", "size": {"width": 100, "height": 100},
        "categories": [{"name": "All", "color": "#112233"}],
        "zones": [{"name": "Z", "position": {"x": 0, "y": 0}, "rows": [{"row_number": "A",
        "position": {"x": 10, "y": 10}, "seats": [{"seat_number": "1", "seat_guid": "A-1",
        "position": {"x": 0, "y": 0}, "category": "All"}]}]}]}"##;
    let kept = admin.send(Method::POST, path, &upload(plan), &own).await;
    let (status, to) = (kept.status(), kept.headers().get(header::LOCATION).cloned());
    assert_eq!(status, StatusCode::SEE_OTHER, "{}", kept.text().await.unwrap());
    let to = to.unwrap();
    assert!(to.to_str().unwrap().starts_with("/admin/plans?imported="), "{to:?}");
    let venues = house.shop.office.venues().await.unwrap();
    assert!(venues.iter().any(|choice| choice.venue.name == "The Upload"));
    house.shop.close().await;
}

#[tokio::test]
async fn an_admin_reads_a_holds_whole_story_and_the_queues_and_does_things_again() {
    let house = House::open().await;
    let (admin, buyer) = (house.browser(), house.browser());
    let checkout = hold_two(&house, &buyer).await;
    let hold = hold_of(&checkout);
    let story = format!("/admin/holds/{hold}");
    for path in ["/admin/stripe", story.as_str()] {
        assert!(location(&admin.get(path).await).starts_with("/admin/sign-in"), "{path}");
    }
    let deeds = ["hurry_call", "replay_event", "refund_again", "refund_unknown", "disown_unknown"];
    for path in deeds.map(|deed| format!("/api/{deed}")) {
        let (path, form) = (path.as_str(), "call=x&event=x&hold=x&session=x");
        assert!(location(&admin.submit(path, form).await).starts_with("/admin/sign-in"), "{path}");
    }
    let payment_page = check_out(&buyer, &checkout).await;
    let back = pay(&buyer, &payment_page).await;
    buyer.get(&back).await;

    sign_in(&admin).await;
    let page = admin.page(&story).await;
    for words in ["State: active", "State: sold", "Call owed: create", "(req_"] {
        assert!(page.contains(words), "{words} in {page}");
    }
    assert!(!page.contains("_secret_"), "what pays a session is nobody's to read");
    let page = admin.page("/admin/stripe").await;
    assert!(page.contains("Nothing needs you.") && page.contains(&story), "{page}");
    let events = house.shop.office.inbox().await.unwrap();
    if let Some(event) = events.first() {
        let again = admin.submit("/api/replay_event", &format!("event={}", event.id)).await;
        assert_eq!(location(&again), "/admin/stripe?again=event");
    }
    let again = admin.submit("/api/refund_again", &format!("hold={hold}&session=cs_1")).await;
    assert_eq!(location(&again), format!("{story}?no=not_found"), "no refund of it came back");
    assert!(admin.page("/admin/orders").await.contains(&story));
    house.shop.close().await;
}
