namespace ProductSpace.Evaluation.Attribution;

/// <summary>One recommendation that was shown, and what came of it.</summary>
internal struct Impression
{
    /// <summary>Microseconds since 1970.</summary>
    public long Time;

    /// <summary>Number of the session or user.</summary>
    public int Shopper;

    /// <summary>Number of the product.</summary>
    public int Product;

    /// <summary>Number of the kind: its token without the propensity.</summary>
    public int Kind;

    /// <summary>Probability with which an exploration slot drew it; 0 for none.</summary>
    public float Propensity;

    /// <summary>Weight of the product in the policy to be judged.</summary>
    public double Target;

    /// <summary>True once a view was attributed.</summary>
    public bool IsClicked;

    /// <summary>True once a purchase was attributed.</summary>
    public bool IsBought;

    /// <summary>
    /// Orders by shopper, product, time and kind, so that those that an event may follow are neighbors.
    /// </summary>
    public static int Compare(Impression one, Impression other)
    {
        int order = one.Shopper.CompareTo(other.Shopper);
        order = order != 0 ? order : one.Product.CompareTo(other.Product);
        order = order != 0 ? order : one.Time.CompareTo(other.Time);
        order = order != 0 ? order : one.Kind.CompareTo(other.Kind);
        order = order != 0 ? order : one.Propensity.CompareTo(other.Propensity);
        return order != 0 ? order : one.Target.CompareTo(other.Target);
    }
}
