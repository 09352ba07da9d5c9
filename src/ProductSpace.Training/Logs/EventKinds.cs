using System.Text;

namespace ProductSpace.Training.Logs;

/// <summary>Meaning of an event for training.</summary>
internal enum EventKind
{
    /// <summary>Neither a view nor a purchase: dropped and counted.</summary>
    Other,

    /// <summary>A product was viewed.</summary>
    View,

    /// <summary>A product was put into a cart: a view, unless kinds are kept.</summary>
    Cart,

    /// <summary>A product was bought.</summary>
    Purchase,
}

/// <summary>Classifies the words of event and source columns, and remembers each distinct word.</summary>
internal sealed class EventKinds
{
    /// <summary>Bounds the words remembered: a column with more distinct words holds no event types.</summary>
    private const int MaxKnown = 1000;

    private static readonly HashSet<string> s_views =
    [
        "view",
        "views",
        "viewed",
        "click",
        "clicks",
        "pageview",
        "detail",
        "details",
        "detailview",
        "productview",
        "viewproduct",
        "productdetail",
        "viewitem",
        "itemview",
        "pv",
    ];
    private static readonly HashSet<string> s_carts =
    [
        "cart",
        "addtocart",
        "addcart",
        "cartadd",
        "basket",
        "addtobasket",
        "add",
    ];
    private static readonly HashSet<string> s_purchases =
    [
        "purchase",
        "purchased",
        "purchases",
        "buy",
        "bought",
        "transaction",
        "order",
        "ordered",
        "sale",
        "sold",
        "conversion",
    ];
    private static readonly HashSet<string> s_recommenders =
    [
        "rec",
        "recs",
        "reco",
        "recommender",
        "recommenders",
        "recommendation",
        "recommendations",
        "recommended",
        "recsys",
    ];

    private readonly Dictionary<string, (EventKind Kind, bool IsRecommender)> _known = [];
    private readonly List<(byte[] Word, EventKind Kind, bool IsRecommender)> _recent = [];

    public EventKind KindOf(ReadOnlySpan<byte> word) => Find(word).Kind;

    public bool IsRecommender(ReadOnlySpan<byte> word) => Find(word).IsRecommender;

    private (EventKind Kind, bool IsRecommender) Find(ReadOnlySpan<byte> word)
    {
        foreach ((byte[] known, EventKind kind, bool isRecommender) in _recent)
        {
            if (word.SequenceEqual(known))
            {
                return (kind, isRecommender);
            }
        }

        string text = Encoding.UTF8.GetString(word);
        if (!_known.TryGetValue(text, out (EventKind Kind, bool IsRecommender) found))
        {
            string plain = string.Concat(text.Where(char.IsLetterOrDigit)).ToLowerInvariant();
            found = (
                s_views.Contains(plain) ? EventKind.View
                : s_carts.Contains(plain) ? EventKind.Cart
                : s_purchases.Contains(plain) ? EventKind.Purchase
                : EventKind.Other,
                s_recommenders.Contains(plain));
            if (_known.Count < MaxKnown)
            {
                _known.Add(text, found);
            }

            const int looked = 16;
            if (_recent.Count < looked)
            {
                _recent.Add((word.ToArray(), found.Kind, found.IsRecommender));
            }
        }

        return found;
    }
}
