/* SPDX-License-Identifier: Apache-2.0 */
/** @file cmd_ingest.c  Readings in: from a file, from a broker, from the journal, from dead letters. */
#include "cli/ingest_talk.h"
#include "engine/reading_parts.h"

/* Where readings come from: one of these is named. */
static const struct way {
    const char *option;
    enum ta_status (*take)(struct ta_ingest_talk *talk, struct ta_workspace *workspace,
                           struct ta_error *err);
} ways[] = {{"file", ta_ingest_from_file},    {"broker", ta_ingest_from_broker},
            {"seal", ta_ingest_from_journal}, {"replay", ta_ingest_from_letters},
            {"put-away", ta_ingest_put_away}, {"take-back", ta_ingest_take_back}};

enum { WAYS = sizeof ways / sizeof *ways };

/* Options that mean something beside one of the ways only, or one of two. */
static enum ta_status check_company(const struct ta_call *call, struct ta_error *err)
{
    static const struct {
        const char *option, *way, *other;
    } company[] = {{"reason", "put-away", "take-back"},
                   {"archive-days", "broker", "seal"},
                   {"forget-session", "broker", NULL},
                   {"receiver-was-behind", "replay", NULL}};
    for (size_t i = 0; i < sizeof company / sizeof *company; i++) {
        const char *other = company[i].other;
        if (!ta_call_has(call, company[i].option) ||
            ta_call_has(call, company[i].way) ||
            (other != NULL && ta_call_has(call, other)))
            continue;
        return ta_call_misuse(call, err, "--%s goes with --%s%s%s", company[i].option,
                              company[i].way, other == NULL ? "" : " or --",
                              other == NULL ? "" : other);
    }
    return TA_OK;
}

static enum ta_status choose(const struct ta_call *call, const struct way **out,
                             struct ta_error *err)
{
    size_t n = 0;
    for (size_t i = 0; i < WAYS; i++) {
        if (!ta_call_has(call, ways[i].option)) continue;
        *out = &ways[i];
        n++;
    }
    if (n == 1) return check_company(call, err);
    return ta_call_misuse(
        call, err,
        "name one of --file, --broker, --seal, --replay, --put-away and --take-back%s",
        n == 0 ? "" : ", not several");
}

static enum ta_status run(struct ta_call *call, struct ta_error *err)
{
    struct ta_ingest_talk talk;
    struct ta_workspace *workspace;
    const struct way *way = NULL;
    enum ta_status rc = choose(call, &way, err);
    if (rc == TA_OK) rc = ta_call_workspace(call, TA_OPEN_WRITE, &workspace, err);
    if (rc == TA_OK) rc = ta_ingest_talk_begin(&talk, call, err);
    if (rc != TA_OK) return rc;
    rc = way->take(&talk, workspace, err);
    return ta_ingest_talk_end(&talk, rc, err);
}

static const struct ta_option options[] = {
    {.name = "file",
     .value = "FILE",
     .help = "a file of readings, - for standard input"},
    {.name = "format",
     .value = "FORMAT",
     .help = "of the file: senml, cbor, csv, json or hj212; otherwise that of the "
             "mapping, or senml"},
    {.name = "mapping",
     .value = "FILE",
     .help = "YAML that says which column is which datastream, in which unit"},
    {.name = "project",
     .value = "ID",
     .help =
         "whose datastreams are in the file; needed where several projects have some"},
    {.name = "broker",
     .value = "URL",
     .help = "mqtt://HOST[:PORT] or mqtts://HOST[:PORT]; runs until it is stopped. "
             "Without a port 1883 or 8883, which is that of devices under "
             "scripts/mosquitto: name 8884 there"},
    {.name = "ca",
     .value = "FILE",
     .help = "certificates that the broker's has to go back to"},
    {.name = "cert", .value = "FILE", .help = "our certificate, with --key"},
    {.name = "key", .value = "FILE", .help = "its key"},
    {.name = "user", .value = "NAME", .help = "user name at the broker"},
    {.name = "password-file",
     .value = "FILE",
     .help = "its first line is the password"},
    {.name = "client-id",
     .value = "ID",
     .help = "the broker keeps our messages under it; otherwise one made for the "
             "workspace"},
    {.name = "forget-session",
     .help =
         "with --broker: take nothing in; end the session that the broker keeps for "
         "this workspace, or under --client-id, with all that waits in it"},
    {.name = "mqtt",
     .value = "5|3.1.1",
     .help = "version of the protocol; where 5 is refused, 3.1.1 is tried",
     .fallback = "5",
     .kind = TA_VALUE_WORD},
    {.name = "seal-every",
     .value = "SECONDS",
     .help = "how often what came in is sealed, at least; what is wrong with a "
             "device's messages is found and logged then",
     .fallback = "3600",
     .kind = TA_VALUE_WHOLE,
     .least = 1,
     .most = 86400},
    {.name = "month-readings",
     .value = "COUNT",
     .help = "readings that the file of a month may have; with more, each day has its "
             "own",
     .fallback = "1048576",
     .kind = TA_VALUE_WHOLE,
     .least = 1,
     .most = TA_MONTH_ROWS},
    {.name = "archive-days",
     .value = "DAYS",
     .help = "days that messages stay in journal/archive once their readings are "
             "sealed; what is older goes with a seal and stands in the audit log; 0 "
             "for ever",
     .fallback = "0",
     .kind = TA_VALUE_WHOLE,
     .least = 0,
     .most = 36500},
    {.name = "quota-messages",
     .value = "COUNT",
     .help = "messages that one device may send in a day (UTC), also through a "
             "restart; 0 for any number",
     .fallback = "2000000",
     .kind = TA_VALUE_WHOLE,
     .least = 0,
     .most = 1e12},
    {.name = "quota-mb",
     .value = "MIB",
     .help = "and mebibytes",
     .fallback = "2048",
     .kind = TA_VALUE_WHOLE,
     .least = 0,
     .most = 1e9},
    {.name = "for",
     .value = "SECONDS",
     .help = "stop after so long",
     .kind = TA_VALUE_WHOLE,
     .least = 1,
     .most = 1e9},
    {.name = "seal",
     .help =
         "seal what an earlier run left in the journal, and bring the days of months "
         "that are over into one file a month"},
    {.name = "replay",
     .help =
         "take what was set aside in again, after a mend; --mapping replaces the "
         "mapping that letters of files came with, those of devices go by mappings/ "
         "of the workspace"},
    {.name = "receiver-was-behind",
     .value = "SECONDS",
     .help = "with --replay: so far behind was this computer's clock when it received "
             "what it set aside as clock_in_future; goes into the audit log",
     .kind = TA_VALUE_WHOLE,
     .least = 1,
     .most = 2e9},
    {.name = "put-away",
     .value = "WHICH",
     .help = "take letters that you looked at out of journal/dead for good: FILE.dead, "
             "FILE.dead:LETTER, the word they were set aside for, or all"},
    {.name = "take-back",
     .value = "FILE.dead",
     .help = "put letters that were put away among the others again"},
    {.name = "reason",
     .value = "TEXT",
     .help = "why they are put away, or taken back; goes into the audit log"},
    {.name = NULL}};

const struct ta_command ta_command_ingest = {
    .name = "ingest",
    .summary = "take readings in from a file or a broker",
    .more =
        "Each reading has to be of a datastream that the project registers; it is "
        "converted "
        "to the registered unit and flagged when it is beyond what the instrument can "
        "report. Each sample is counted under one word, shown at the end. What cannot "
        "be "
        "used is kept whole, with the reason, in journal/dead, and the exit code is "
        "3. From a broker, what is over a device's quota, retained messages and one "
        "too long to hold are acknowledged and not kept: their number is, by topic, "
        "on disk before the acknowledgement.\n"
        "From a broker, readings come on ta/v1/PROJECT/DEVICE/FORMAT. They are on "
        "disk, in "
        "the journal, before they are acknowledged; when the disk is full, the broker "
        "keeps them. Formats that need a mapping find it in the workspace, in "
        "mappings/PROJECT/DEVICE.yaml or mappings/PROJECT.yaml.\n"
        "Readings are sealed in readings/PROJECT, one file a day. A week after the end "
        "of a "
        "month its days become one file, in the same run; the files of the days stay "
        "for the "
        "records that rest on them. Late ones make a new version. The same reading "
        "again is dropped; "
        "another "
        "value at the same time is kept, both are flagged and count no more, and the "
        "exit code is 3. Running the same file again changes nothing.\n"
        "--put-away moves letters whole to journal/archive/dead, with a note beside "
        "them that says who did it, when and why; --replay reads them no more, unless "
        "--take-back puts a file of them among the others again. `readings letters` "
        "lists them and shows what is in one.",
    .option = options,
    .example =
        "terrassay ingest --file pack.json -w bank\n"
        "terrassay ingest --file station.csv --mapping station.yaml --project "
        "steel-1 -w bank\n"
        "terrassay ingest --broker mqtts://localhost:8884 --ca ca.pem --user "
        "terrassay --password-file secret -w bank\n"
        "terrassay ingest --put-away unknown_device --reason supplier-probe -w bank",
    .run = run,
};
