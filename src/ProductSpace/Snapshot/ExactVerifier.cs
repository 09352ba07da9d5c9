using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Storage;

namespace ProductSpace.Snapshot;

/// <summary>Content of the exact form of one space: lengths, scales, vectors as given, outliers.</summary>
internal sealed class ExactVerifier(OpenSnapshot snapshot, int space)
{
    private readonly SnapshotSections _sections = snapshot.Sections;
    private readonly SpaceView _view = snapshot.Spaces[space];

    public void Verify()
    {
        CheckExact();
        CheckLengths();
    }

    private void CheckExact()
    {
        uint norms = SectionId.OfSpace(space, SectionId.Norms);
        NativeView<float> normView = _sections.Get<float>(norms, _view.Count);
        for (int row = 0; row < _view.Count; row++)
        {
            if (!(normView[row] >= 0))
            {
                _sections.Require(good: false, norms, $"the length of row {row} is not a number");
            }
        }

        if (_view.Exact.IsGiven)
        {
            CheckGiven(normView);
            return;
        }

        if (_view.Model.ComparesRotated)
        {
            CheckOutliers();
            return;
        }

        uint scales = SectionId.OfSpace(space, SectionId.ExactScales);
        NativeView<float> scaleView = _sections.Get<float>(scales, _view.Count);
        for (int row = 0; row < _view.Count; row++)
        {
            if (!(scaleView[row] > 0) || !float.IsFinite(scaleView[row]))
            {
                _sections.Require(good: false, scales, $"the scale of row {row} is not a positive number");
            }
        }
    }

    /// <summary>Vectors as given have a direction, and the length that stands beside them.</summary>
    private void CheckGiven(NativeView<float> norms)
    {
        uint section = SectionId.OfSpace(space, SectionId.GivenRows);
        _sections.Require(
            !_sections.Contains(SectionId.OfSpace(space, SectionId.ExactRows)),
            section,
            "the vectors stand there as given and rounded");
        int dimension = snapshot.Header.Dimension;
        NativeView<float> rows = _sections.Get<float>(section, (long)_view.Count * dimension);
        double[] unit = new double[dimension];
        for (int row = 0; row < _view.Count; row++)
        {
            double length = UnitVector.Normalise(rows.Slice((long)row * dimension, dimension), unit);
            if (!(length > 0))
            {
                _sections.Require(good: false, section, $"row {row} is zero or holds a number that is not finite");
            }

            if ((float)length != norms[row])
            {
                _sections.Require(
                    good: false, section, $"row {row} has another length than the section of lengths says");
            }
        }
    }

    /// <summary>
    /// Under the dot product no vector is longer than the radius, and no exact row has an extra number but 0.
    /// </summary>
    private void CheckLengths()
    {
        RowForm form = _view.Model.Form;
        NativeView<float> lengths = _sections.Get<float>(SectionId.OfSpace(space, SectionId.Norms), _view.Count);
        double[] row = new double[_view.Model.Dimension];
        for (int slot = 0; form.HasExtra && slot < _view.Count; slot++)
        {
            if (form.IsDot && lengths[slot] > (float)form.Radius)
            {
                _sections.Require(
                    good: false,
                    SectionId.OfSpace(space, SectionId.Norms),
                    $"the vector of row {slot} is longer than the radius");
            }

            _view.Exact.Decode(slot, row);
            if (row[^1] != 0)
            {
                _sections.Require(
                    good: false,
                    SectionId.OfSpace(space, _view.Exact.IsGiven ? SectionId.GivenRows : SectionId.ExactRows),
                    $"the extra number of row {slot} is not 0");
            }
        }
    }

    /// <summary>
    /// Outliers stand in the block that their number says, by place, at numbers that their codes clip.
    /// </summary>
    private void CheckOutliers()
    {
        uint section = SectionId.OfSpace(space, SectionId.Outliers);
        uint rows = SectionId.OfSpace(space, SectionId.ExactRows);
        _sections.Require(!_sections.Contains(rows), rows, "the vectors stand there rounded and behind their codes");
        NativeView<Outlier> outliers = _sections.Get<Outlier>(section, -1);
        int blocks = ResidualRows.BlocksFor(_view.Count);
        uint ofStarts = SectionId.OfSpace(space, SectionId.OutlierStarts);
        NativeView<int> starts = _sections.Get<int>(ofStarts, blocks + 1L);
        _sections.Require(
            starts[0] == 0 && starts[blocks] == outliers.Length, ofStarts, "the blocks do not hold all outliers");
        for (int block = 0; block < blocks; block++)
        {
            int end = starts[block + 1L];
            _sections.Require(
                end >= starts[block] && end <= outliers.Length, ofStarts, $"block {block} ends before it begins");
            int last = -1;
            for (int i = starts[block]; i < end; i++)
            {
                Outlier outlier = outliers[i];
                int row = (block * ResidualRows.BlockRows) + outlier.Row;
                bool good = outlier.Place > last && outlier.Row < ResidualRows.BlockRows && row < _view.Count
                    && outlier.Number < _view.Model.Dimension
                    && Math.Abs(_view.Codes.Row(row)[outlier.Number] - CodeRows.Zero) == CodeRows.Limit;
                _sections.Require(good, section, $"outlier {i} is not where a code was clipped");
                last = outlier.Place;
            }
        }
    }
}
