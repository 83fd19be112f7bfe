"""What a button or menu remembers: the grammar of its `custom_id`, which alone survives a restart.

    n1:del:<asker>                                   deletes the reply
    n1:open:<asker>                                  the menu that opens an article; its values are article ids
    n1:story:<asker>:<article>                       opens the story that an article belongs to
    n1:page:<kind>:<asker>:<offset>:<count>:<topic>:<outlet>:<since>:<until>[:<by>][:-]
    n1:timeline:<topic>:<outlet>:<since>:<until>:<text>  shows a timeline in a new message
    n1:export:<kind>:<asker>:...                     exports a list; the rest is that of its pages
    n1:export:<asker>                                exports the articles of the menu on the same message
    n1:ask:<question>                                asks a question
    n1:about:<text>                                  the page number, which holds the free text of a list
    n1:edition:<run>[:<step>]                        on each message of a run: shows the digest, and marks the message
    n1:digest:<action>:<digest>                      saves, checks, cancels, pauses, deletes or keeps a digest
    n1:limit:<kind>:<digest>:<value>                 limits a draft to words, a topic, an outlet or a story
    n1:change:<kind>:<digest>:<keys>:<words>         sets the topics or outlets of a saved digest, and adds words
    n1:zone:<digest>                                 the menu that sets the time zone of a draft
    n1:follow:<action>:<digest>                      saves, cancels, mutes, pauses, resumes or removes a follow
    n1:new:<kind>:<value>                            shows the draft of a follow
    n1:forget:<owner>                                deletes what is stored about "me" or about the "server"
    n1:feedback:<kind>:<words>                       says that an answer is "useful" or "misread"; what it was about
    n1:setting:<name>:<on|off>                       turns a setting of the server on or off
    n1:channels                                      the menu that sets the channels in which the bot answers
    n1:serverzone                                    the menu that sets the time zone of the server

`n1` is the version. An id of another version or grammar is not read, and its button is answered as too old. `asker` is
a user id in base 36, 0 if nobody may delete the reply. `topic` and `outlet` are `hash_key` hashes, and dates are
`YYYYMMDD`; all are empty if the list has no such limit. `by` is the first letter of a timeline's step, if one was asked
for, and `-` says that the list has no free text, even if other lists on its message have one. `value` is what is
followed: a `hash_key` hash of a topic or outlet, words, or the id of a story's article.

A `custom_id` has room for 100 characters. The free text of a timeline or a profile would not fit beside the rest, so it
has the `custom_id` of the page number to itself. It may have `MAX_ABOUT` characters, and so may the option.
"""
