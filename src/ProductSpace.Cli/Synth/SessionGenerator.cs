using ProductSpace.Filtering;
using ProductSpace.Numerics;

namespace ProductSpace.Cli.Synth;

/// <summary>
/// Makes shopping sessions. A shopper has an intent and a style: some compare products of one leaf, some browse a
/// category, some build an outfit across complements, some follow what is popular. Sessions mostly stay in one or two
/// categories. A session depends only on (options, session), so that any thread can make it. Every event names a
/// product of the shop, and times rise within a session.
/// </summary>
internal sealed class SessionGenerator(SyntheticShop shop)
{
    private const int MaxViews = 30;
    private const int StyleTries = 3;

    /// <summary>Share of the views after which a shopper goes on to what goes with the product.</summary>
    private const double MatchShare = 0.85;

    /// <summary>
    /// Tries for the style of a shopper who puts things together: products of one leaf then differ by what goes with
    /// them.
    /// </summary>
    private const int MatchStyleTries = 16;

    /// <summary>Leaves that go with each.</summary>
    private const int Matches = 2;

    // 2026-01-01T00:00:00Z and ninety days, in milliseconds.
    private const long FirstMoment = 1_767_225_600_000;
    private const long Span = 90L * 24 * 3_600_000;

    private enum Intent
    {
        Compare,
        Browse,
        Outfit,
        Trend,
    }

    /// <summary>Replaces <paramref name="events"/> with the events of one session.</summary>
    public void Fill(int session, List<SessionEvent> events)
    {
        events.Clear();
        var random = new SeededRandom(SeededRandom.Hash(shop.Seed(RandomUse.Session), (ulong)session));
        Intent intent = DrawIntent(ref random);
        int style = random.NextInt(FashionWords.Styles.Length);
        int leaf = shop.DrawLeaf(ref random);
        long step = Span / Math.Max(1, shop.Options.Sessions);
        long time = FirstMoment + (session * step) + (long)(random.NextDouble() * 3_600_000);
        int last = -1;
        int views = DrawLength(ref random);
        for (int view = 0; view < views; view++)
        {
            int product = DrawProduct(leaf, style, last, ref random);
            events.Add(new SessionEvent(time, product, SessionEventType.View));
            time += 4_000 + random.NextInt(90_000);
            if (random.NextDouble() < 0.08)
            {
                events.Add(new SessionEvent(time, product, SessionEventType.Cart));
                time += 2_000 + random.NextInt(60_000);
                if (random.NextDouble() < 0.35)
                {
                    events.Add(new SessionEvent(time, product, SessionEventType.Purchase));
                    time += 2_000 + random.NextInt(60_000);
                }
            }

            last = product;
            leaf = Move(intent, leaf, ref random);
        }
    }

    private static Intent DrawIntent(ref SeededRandom random) => random.NextInt(100) switch
    {
        < 40 => Intent.Compare,
        < 65 => Intent.Browse,
        < 90 => Intent.Outfit,
        _ => Intent.Trend,
    };

    /// <summary>Draws the length: at least two views, and six on average.</summary>
    private static int DrawLength(ref SeededRandom random)
    {
        int views = 2;
        while (views < MaxViews && random.NextInt(5) != 0)
        {
            views++;
        }

        return views;
    }

    /// <summary>
    /// Draws a product, with a few tries for the shopper's style and for another product than the last one.
    /// </summary>
    private int DrawProduct(int leaf, int style, int last, ref SeededRandom random)
    {
        int product = shop.DrawProduct(leaf, ref random);
        int most = shop.Options.Matches ? MatchStyleTries : StyleTries;
        for (int tries = 0; tries < most && (product == last || shop.StyleOf(product) != style); tries++)
        {
            product = shop.DrawProduct(leaf, ref random);
        }

        return product;
    }

    private int Move(Intent intent, int leaf, ref SeededRandom random)
    {
        double uniform = random.NextDouble();
        if (shop.Options.Matches)
        {
            int match = uniform < MatchShare ? shop.MatchOf(leaf, random.NextInt(Matches)) : leaf;
            return match < 0 ? leaf : match;
        }

        int category = shop.Tree.CategoryOf(leaf);
        int next = intent switch
        {
            Intent.Compare => uniform < 0.08 ? shop.DrawLeafOf(category, ref random) : leaf,
            Intent.Browse => uniform < 0.35 ? shop.DrawLeafOf(category, ref random) : leaf,
            Intent.Outfit => uniform < 0.30
                ? shop.DrawLeafOf(
                    shop.Tree.Complement(category, random.NextInt(CategoryTree.ComplementCount)),
                    ref random)
                : leaf,
            _ => uniform < 0.25 ? shop.DrawLeaf(ref random) : leaf,
        };
        return next < 0 ? leaf : next;
    }
}
