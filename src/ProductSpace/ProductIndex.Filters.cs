using System.Text;
using ProductSpace.Delta;
using ProductSpace.Filtering;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace;

/// <summary>Filters of <see cref="ProductIndex"/>, and the names that they can go by.</summary>
public sealed partial class ProductIndex
{
    /// <summary>Returns all category paths with their numbers of products, depth-first; the root is "".</summary>
    public IReadOnlyList<CategoryCount> GetCategories()
    {
        Enter();
        try
        {
            List<CategoryCount> categories = [];
            long textBytes = 0;
            for (int category = 0; category < Columns.CategoryCount; category++)
            {
                textBytes += Columns.PathOf(category).Length;
                if (textBytes > Columns.CategoryTextBytes)
                {
                    // A small forged file could else ask for any amount of memory.
                    throw _snapshot.Sections.Fault(
                        SectionId.NameOf(SectionId.Categories),
                        _snapshot.Sections.OffsetOf(SectionId.Categories),
                        $"the paths up to category {category} overlap");
                }

                (int first, int end) = Columns.RangeOf(category);
                categories.Add(new(Encoding.UTF8.GetString(Columns.PathOf(category)), end - first));
            }

            return categories;
        }
        finally
        {
            _lease.Exit();
        }
    }

    /// <summary>
    /// Returns all values of a facet with their numbers of products: first those of the snapshot, counted when it was
    /// built, then those that only its delta's products have, counted now; each in the order of their UTF-8 bytes.
    /// </summary>
    /// <param name="facet">Name of the facet; <see cref="GetFacets"/> lists them.</param>
    /// <exception cref="ArgumentException">There is no such facet; the message names the nearest.</exception>
    public IReadOnlyList<FacetValueCount> GetFacetValues(string facet)
    {
        DeltaLog? log = DeltaLog;
        Enter();
        try
        {
            FacetColumns facets = Columns.Facets;
            (int number, string name) = FacetNumber(facet, log);
            (int first, int end) = number < 0 ? (0, 0) : facets.ValuesOf(number);
            List<FacetValueCount> values = [];
            long textBytes = 0;
            for (int value = first; value < end; value++)
            {
                textBytes += facets.TextOf(value).Length;
                if (textBytes > facets.TextBytes)
                {
                    throw _snapshot.Sections.Fault(
                        SectionId.NameOf(SectionId.FacetValues),
                        _snapshot.Sections.OffsetOf(SectionId.FacetValues),
                        $"the texts up to value {value} overlap");
                }

                values.Add(new(Encoding.UTF8.GetString(facets.TextOf(value)), facets.ProductsOf(value)));
            }

            foreach ((string value, int products) in log?.CountNewValues(number, name, log.Count) ?? [])
            {
                values.Add(new(value, products));
            }

            return values;
        }
        finally
        {
            _lease.Exit();
        }
    }

    /// <summary>
    /// Compiles a filter, or returns the one that was compiled for the same question. Filters with the same meaning
    /// share one object, whatever their order, repetitions or negations; the ones used last are kept, within 256 and 32
    /// MiB. Compiling costs about a pass over one bit a product for each term, and over prices, times or numbers where
    /// they are asked for.
    /// </summary>
    /// <param name="describe">
    /// Describes what matches; runs before this call returns. See <see cref="ProductFilterBuilder"/>.
    /// </param>
    /// <param name="allowUnknown">
    /// Whether categories, facets, values and number columns that neither this snapshot nor its delta knows match no
    /// product, but those that a delta brings under these names later. Otherwise they are an error.
    /// </param>
    /// <example><code>
    /// ProductFilter boots = index.CreateFilter(f => f.InCategory("shoes/boots").NotInCategory("sale").InStock());
    /// </code></example>
    /// <exception cref="ArgumentException">
    /// A category, facet, value or number column is not known; the message names the nearest. Or the filter has more
    /// parts, or lists more ids, than the process allows (`ProductSpace.MaxFilterParts`, 100,000, and `MaxFilterIds`,
    /// 16,777,216).
    /// </exception>
    public ProductFilter CreateFilter(Action<ProductFilterBuilder> describe, bool allowUnknown = false) =>
        CompileFilter(describe, allowUnknown, namesOnly: false);

    /// <summary>
    /// Compiles a filter for <see cref="CreateFilter"/>. With names only, it refuses ordinals and bitmaps, so that the
    /// description means the same in every generation.
    /// </summary>
    internal ProductFilter CompileFilter(Action<ProductFilterBuilder> describe, bool allowUnknown, bool namesOnly)
    {
        ArgumentNullException.ThrowIfNull(describe);
        Enter();
        try
        {
            FilterDraft scope = new(Columns, FilterLimits.Current, allowUnknown, namesOnly, DeltaLog);
            ProductFilterBuilder builder = new(scope);
            describe(builder);
            builder.Close();
            FilterForm form = FilterForm.Of(scope.Record);
            FilterKey key = FilterKey.Of(form);
            if (Filters.TryGet(key, out ProductFilter? known))
            {
                return known;
            }

            RowSet products = new(new FilterEvaluator(form, scope.Terms).Run());
            SpaceFilter[] spaces = SpaceFilter.ForSpaces(products, _snapshot.Spaces);
            DeltaMatches matches = new(new RowPredicate(form, Columns), products);
            if (DeltaIn(Space.Similar) is { IsOn: true } delta)
            {
                // A search would otherwise test all that the delta holds, 20 ms for 60,000 products.
                matches.For(delta);
            }

            ProductFilter filter = new(this, spaces, matches);
            return Filters.Add(key, filter, filter.Bytes + key.Length);
        }
        finally
        {
            _lease.Exit();
        }
    }
}
