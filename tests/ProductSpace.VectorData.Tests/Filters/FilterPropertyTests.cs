using System.Linq.Expressions;
using CsCheck;

namespace ProductSpace.VectorData.Tests.Filters;

/// <summary>
/// Random filters over random collections: what a collection answers is what LINQ answers over the same records, whether
/// they are sealed, changed since, or both.
/// </summary>
public sealed class FilterPropertyTests
{
    private static readonly string?[] s_names = ["item 3", "item 7", "", null, "none"];
    private static readonly int[] s_numbers = [0, 2, 5];
    private static readonly List<string> s_tags = ["tag 1", "tag 4"];

    /// <summary>The parts that filters are made of, each with a whole number in it.</summary>
    private static readonly Func<int, Expression<Func<Item, bool>>>[] s_leaves =
    [
        n => item => item.Id == n,
        n => item => n != item.Id,
        n => item => item.Id < n,
        n => item => n <= item.Id,
        n => item => item.Size == n,
        n => item => item.Size != n,
        n => item => item.Size > n,
        n => item => item.Size <= n % 9,
        n => item => item.Size == null,
        n => item => item.Size.HasValue,
        n => item => item.Name == "item 4",
        n => item => item.Name != s_names[n % 5],
        n => item => item.Name == s_names[n % 5],
        n => item => item.Price >= n / 8.0,
        n => item => item.Price == 0.5,
        n => item => item.Price < n % 4,
        n => item => item.IsNew,
        n => item => item.IsNew == (n % 2 == 0),
        n => item => !item.IsNew,
        n => item => item.Seen > DateTimeOffset.UnixEpoch.AddDays(n % 17),
        n => item => item.Seen == new DateTimeOffset(1970, 1, 3, 1, 0, 0, TimeSpan.FromHours(1)),
        n => item => item.Tags!.Contains("tag 2"),
        n => item => item.Tags!.Any(tag => s_tags.Contains(tag)),
        n => item => item.Tags!.Any(tag => tag == "tag 0" || tag == "tag 3"),
        n => item => item.Tags!.Any(),
        n => item => item.Numbers!.Contains(n % 7),
        n => item => item.Numbers!.Any(number => s_numbers.Contains(number)),
        n => item => s_names.Contains(item.Name),
        n => item => new[] { 1, n, n + 1 }.Contains(item.Id),
        n => item => new List<int> { 3, n }.Contains(item.Id),
        n => item => item.Name!.Contains('1') && item.Name.StartsWith("item", StringComparison.Ordinal),
        n => item => string.IsNullOrEmpty(item.Name),
        n => item => true,
        n => item => n > 50,
    ];

    [Fact]
    public void Answer_OfRandomFilter_IsThatOfLinq()
    {
        using Shelf sealedShelf = Filled(sealedTo: 150, to: 150);
        using Shelf changed = Filled(sealedTo: 0, to: 150);
        using Shelf both = Filled(sealedTo: 100, to: 150);
        List<Item> all = [.. Enumerable.Range(0, 150).Select(Item.Of)];
        Gen.Int[0, int.MaxValue - 1].Sample(
            seed =>
            {
                Expression<Func<Item, bool>> filter = Make(new Random(seed), depth: 3);
                int[] expected = [.. all.Where(Safe(filter)).Select(item => item.Id)];
                foreach (Shelf shelf in new[] { sealedShelf, changed, both })
                {
                    int[] found = Shelf.IdsAsync(shelf.Items, filter).GetAwaiter().GetResult();
                    if (!expected.SequenceEqual(found))
                    {
                        throw new InvalidOperationException($"{filter}: {string.Join(",", found)} and not {string.Join(",", expected)}");
                    }

                    List<VectorSearchResult<Item>> hits = shelf.Items.SearchAsync(all[0].Vector, 200, new() { Filter = filter }).ToListAsync().AsTask().GetAwaiter().GetResult();
                    if (!expected.SequenceEqual(hits.Select(hit => hit.Record.Id).Order()))
                    {
                        throw new InvalidOperationException($"{filter}: a search finds others");
                    }
                }
            },
            iter: Campaign.Size(300),
            threads: 1);
    }

    /// <summary>Where a list or a text is null, LINQ throws, and a collection finds nothing in it.</summary>
    private static Func<Item, bool> Safe(Expression<Func<Item, bool>> filter) =>
        ((Expression<Func<Item, bool>>)new NullGuard().Visit(filter)).Compile();

    private static Shelf Filled(int sealedTo, int to)
    {
        Shelf shelf = new();
        if (sealedTo > 0)
        {
            shelf.FillAsync(sealedTo).GetAwaiter().GetResult();
            shelf.Items.SealAsync().GetAwaiter().GetResult();
        }

        // Some sealed records are written again, and one is deleted and written again.
        int again = sealedTo < to ? sealedTo / 2 : sealedTo;
        shelf.FillAsync(to - again, first: again).GetAwaiter().GetResult();
        return shelf;
    }

    private static Expression<Func<Item, bool>> Make(Random random, int depth)
    {
        if (depth == 0 || random.Next(3) == 0)
        {
            return s_leaves[random.Next(s_leaves.Length)](random.Next(160));
        }

        Expression<Func<Item, bool>> left = Make(random, depth - 1);
        if (random.Next(4) == 0)
        {
            return Expression.Lambda<Func<Item, bool>>(Expression.Not(left.Body), left.Parameters);
        }

        Expression<Func<Item, bool>> right = Make(random, depth - 1);
        Expression other = new Renamed(right.Parameters[0], left.Parameters[0]).Visit(right.Body);
        return Expression.Lambda<Func<Item, bool>>(
            random.Next(2) == 0 ? Expression.AndAlso(left.Body, other) : Expression.OrElse(left.Body, other),
            left.Parameters);
    }

    private sealed class Renamed(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }

    /// <summary>Lets calls on a list or text that may be null answer false, as a collection does.</summary>
    private sealed class NullGuard : ExpressionVisitor
    {
        protected override Expression VisitMethodCall(MethodCallExpression node)
        {
            Expression? tested = node.Object ?? (node.Arguments.Count > 0 ? node.Arguments[0] : null);
            bool isOfRecord = tested is MemberExpression { Expression: ParameterExpression, Member.Name: "Tags" or "Numbers" or "Name" };
            return isOfRecord && node.Type == typeof(bool) && node.Method.Name != nameof(string.IsNullOrEmpty)
                ? Expression.AndAlso(Expression.NotEqual(tested!, Expression.Constant(null, tested!.Type)), node)
                : base.VisitMethodCall(node);
        }
    }
}
